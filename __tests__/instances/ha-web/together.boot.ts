import { expect, it } from "vitest";
import { describeBoots } from "./boot-suite";
import type { Cloud } from "./cloud";

describeBoots("Instances that boot at the same time", ({ newCloud, query }) => {
  const installations = (cloud: Cloud) =>
    cloud.calls().filter((call) => call.endsWith("core install")).length;
  const administrators = async () => (await query("SELECT ID FROM wp_users")).length;
  const half = async () =>
    (await query("SELECT option_name FROM wp_options WHERE option_name = 'siteurl'").catch(() => []))
      .length === 1;

  it("install the site once, and all serve it with the same keys", async () => {
    const cloud = await newCloud();
    const machines = [await cloud.launch(), await cloud.launch(), await cloud.launch()];
    const boots = await Promise.all(machines.map((machine) => machine.boot()));
    expect(boots.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect(installations(cloud)).toBe(1);
    expect(await administrators()).toBe(1);
    const keys = await Promise.all(machines.map((machine) => machine.read("/etc/ha-web/keys.json")));
    expect(new Set(keys).size).toBe(1);
    expect(Object.keys(JSON.parse(keys[0] ?? ""))).toHaveLength(8);
    const pages = await Promise.all(machines.map((machine) => machine.get("/")));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("take over from one that lost its power in the middle, and complete the site", async () => {
    const cloud = await newCloud();
    cloud.setTrouble("pause-installation");
    const first = await cloud.launch();
    const second = await cloud.launch();
    const lost = first.boot();
    await expect.poll(half, { timeout: 30_000 }).toBe(true);
    const taking = second.boot();
    await expect
      .poll(() => cloud.calls().some((call) => call === `${second.id} wp core verify-checksums`), {
        timeout: 30_000,
      })
      .toBe(true);
    expect(await administrators()).toBe(0);

    await first.cutPower();
    cloud.endTrouble("pause-installation");
    expect((await lost).status).not.toBe(0);
    const { status, output } = await taking;
    expect(output).toContain("the database holds: half-made");
    expect(status).toBe(0);
    expect(await administrators()).toBe(1);
    expect((await second.get("/")).body).toContain("Hello world!");

    await first.start();
    expect(await first.boot()).toMatchObject({ status: 0 });
    expect(await administrators()).toBe(1);
  });

  it("stop at once when the lock is lost, as in a fail-over, and are replaced", async () => {
    const cloud = await newCloud();
    cloud.setTrouble("pause-installation");
    const machine = await cloud.launch();
    const boot = machine.boot();
    await expect.poll(half, { timeout: 30_000 }).toBe(true);
    const [holder] = await query("SELECT IS_USED_LOCK('ha-web-prepare-site') AS id");
    await query(`KILL ${holder?.id}`);

    const { status, output } = await boot;
    expect(output).toContain("the lock was lost");
    expect(status).toBe(75);
    expect(cloud.told(machine)).toEqual(["ABANDON", "Unhealthy"]);
    // Nobody goes on installing behind the lock's back.
    const processes = await machine.run(["ps", "-eo", "args"]);
    expect(processes.output).not.toContain("core install");

    cloud.endTrouble("pause-installation");
    const next = await cloud.launch();
    expect(await next.boot()).toMatchObject({ status: 0 });
    expect(await administrators()).toBe(1);
  });

  it("leave no installer behind when the boot itself is killed", async () => {
    const cloud = await newCloud();
    cloud.setTrouble("pause-installation");
    const machine = await cloud.launch();
    const boot = machine.boot();
    await expect.poll(half, { timeout: 30_000 }).toBe(true);
    await machine.run(["sh", "-c", "kill -9 $(pgrep -f 'database.php while-locked')"]);
    expect((await boot).status).not.toBe(0);
    expect((await machine.run(["ps", "-eo", "args"])).output).not.toContain("core install");
  });

  it("wait for each other no longer than their patience, and say so", async () => {
    const cloud = await newCloud();
    cloud.setTrouble("pause-installation");
    const holder = await cloud.launch();
    const holding = holder.boot();
    await expect.poll(half, { timeout: 30_000 }).toBe(true);
    const impatient = await cloud.launch();
    const { status, output } = await impatient.boot({ HA_WEB_PATIENCE_SECONDS: "2" });
    expect(output).toContain("another instance has been preparing the site for more than 2 s");
    expect(status).toBe(1);
    expect(cloud.told(impatient)).toEqual(["ABANDON", "Unhealthy"]);
    cloud.endTrouble("pause-installation");
    expect(await holding).toMatchObject({ status: 0 });
  });
});
