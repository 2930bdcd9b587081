import { expect, it } from "vitest";
import { describeBoots } from "./boot-suite";

describeBoots("An instance's boot", ({ newCloud, query }) => {
  it("makes a bare instance serve the site, and tells the group", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launch();
    const { status, output } = await machine.boot();
    expect(output).toContain("the site is served");
    expect(status).toBe(0);
    expect(cloud.told(machine)).toEqual(["CONTINUE"]);

    const page = await machine.get("/");
    expect(page.status).toBe(200);
    expect(page.body).toContain("<title>A site</title>");
    expect(page.body).toContain("Hello world!");
    expect(await machine.get("/wp-includes/css/dist/block-library/style.min.css")).toMatchObject({
      status: 200,
    });
    expect(await query("SELECT user_login, user_email FROM wp_users")).toEqual([
      { user_login: "webmaster", user_email: "webmaster@example.com" },
    ]);
  });

  it("mounts the shared files over TLS, by role, through the access point", async () => {
    const cloud = await newCloud();
    await cloud.launchAndBoot();
    const mounts = cloud.calls().filter((call) => call.includes(" mount "));
    expect(mounts).toHaveLength(1);
    expect(mounts[0]).toContain("-t efs -o tls,iam,accesspoint=fsap-0123456789abcdef0,");
    expect(mounts[0]).toContain(" fs-0123456789abcdef0:/ ");
  });

  it("does no work twice at the instance's next boot, and serves the same site", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    await query("UPDATE wp_posts SET post_title = 'Still here' WHERE ID = 1");
    const keys = await machine.read("/etc/ha-web/keys.json");
    await machine.cutPower();
    const before = cloud.calls().length;
    await machine.start();

    const { status, output } = await machine.boot();
    expect(output).toContain("no launch to end");
    expect(status).toBe(0);
    const again = cloud.calls().slice(before);
    expect(again.filter((call) => / dnf |wp-cli|core (download|install|update)/.test(call))).toEqual([]);
    expect(await machine.read("/etc/ha-web/keys.json")).toBe(keys);
    expect((await machine.get("/")).body).toContain("Still here");
  });

  it("can be run again while it serves", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    expect(await machine.boot()).toMatchObject({ status: 0 });
    expect(await machine.get("/healthz")).toMatchObject({ status: 200, body: "ok\n" });
  });

  it("takes settings as data, whatever characters they hold", async () => {
    const siteTitle = `-- Bob's "Café" & <b>co</b>; $(touch /tmp/a) \`touch /tmp/b\` \${HOME} \\n 日本語 🎉`;
    const cloud = await newCloud({ settings: { siteTitle, adminUser: "J.O'Neill@x".replace("'", "") } });
    const machine = await cloud.launch();
    expect(await machine.boot()).toMatchObject({ status: 0 });
    const [row] = await query("SELECT option_value AS title FROM wp_options WHERE option_name = 'blogname'");
    expect(decodeEntities(String(row?.title))).toBe(siteTitle);
    expect((await machine.run(["ls", "/tmp"])).output).not.toMatch(/^[ab]$/m);
  });

  it("upgrades the tables when they are older than WordPress, once, and never turns them back", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    const version = async () =>
      Number(
        (await query("SELECT option_value AS v FROM wp_options WHERE option_name = 'db_version'"))[0]?.v,
      );
    const present = await version();
    const upgrades = () => cloud.calls().filter((call) => call.endsWith("core update-db")).length;

    await query(`UPDATE wp_options SET option_value = '${present - 1}' WHERE option_name = 'db_version'`);
    expect(await machine.boot()).toMatchObject({ status: 0 });
    expect([await version(), upgrades()]).toEqual([present, 1]);

    await query(`UPDATE wp_options SET option_value = '${present + 1}' WHERE option_name = 'db_version'`);
    expect(await machine.boot()).toMatchObject({ status: 0 });
    expect([await version(), upgrades()]).toEqual([present + 1, 1]);
  });

  it("takes a restored site as it is", async () => {
    const cloud = await newCloud();
    await cloud.launchAndBoot();
    await query("DROP TABLE ha_web_installation");
    await query("UPDATE wp_posts SET post_title = 'From a backup' WHERE ID = 1");
    const second = await cloud.launch();
    expect(await second.boot()).toMatchObject({ status: 0 });
    expect((await second.get("/")).body).toContain("From a backup");
  });

  it("does not bring back a theme that an administrator removed", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    await machine.run(["rm", "-r", "/mnt/ha-web/wp-content/themes/twentytwentythree"]);
    expect(await machine.boot()).toMatchObject({ status: 0 });
    expect(cloud.hasFile("wp-content/themes/twentytwentythree")).toBe(false);
  });

  it("runs WordPress's scheduled work as its timer does", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    // The first page plans the work, due at once.
    await machine.get("/");
    const firstDue = async () => {
      const [row] = await query("SELECT option_value AS jobs FROM wp_options WHERE option_name = 'cron'");
      return Math.min(
        ...[...String(row?.jobs).matchAll(/i:(\d{10});a:/g)].map(([, second]) => Number(second)),
      );
    };
    const now = Date.now() / 1000;
    expect(await firstDue()).toBeLessThanOrEqual(now + 1);

    const unit = await machine.read("/etc/systemd/system/ha-web-cron.service");
    const command = /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(" ") ?? [];
    const asApache = ["setpriv", "--reuid=apache", "--regid=apache", "--init-groups", ...command];
    expect(await machine.run(asApache)).toMatchObject({ status: 0, output: "" });
    expect(await firstDue()).toBeGreaterThan(now + 60);
  });
});

/** As WordPress stores a title. */
function decodeEntities(text: string): string {
  const entities: Record<string, string> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#039;": "'",
    "&amp;": "&",
  };
  return text.replaceAll(/&(?:lt|gt|quot|#039|amp);/g, (entity) => entities[entity] ?? entity);
}
