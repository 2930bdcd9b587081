import { expect, it } from "vitest";
import { describeBoots } from "./boot-suite";

describeBoots("What nobody may see", ({ newCloud, database, query }) => {
  it("is in no output, no argument or environment of a process, and no file that others may read", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launch();
    // All that a `ps` could have shown while the boot ran.
    const watch = machine.run([
      "sh",
      "-c",
      "while [ ! -e /tmp/enough ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; sleep 0.01; done | tr '\\0' '\\n' | sort -u",
    ]);
    const boot = await machine.boot();
    await machine.run(["touch", "/tmp/enough"]);
    const { output: seen } = await watch;
    expect(boot.status).toBe(0);
    expect(seen).toContain("--prompt=admin_password");

    const { password } = database().master;
    const keys = Object.values(
      JSON.parse(await machine.read("/etc/ha-web/keys.json")) as Record<string, string>,
    );
    const secrets = [password, ...keys];
    for (const secret of secrets) {
      expect(boot.output).not.toContain(secret);
      expect(seen).not.toContain(secret);
      expect(cloud.calls().join("\n")).not.toContain(secret);
    }
    // The administrator's first password: whatever it was, nobody was told.
    expect(boot.output).not.toContain("admin_password");
    const [user] = await query("SELECT user_pass FROM wp_users");
    expect(String(user?.user_pass)).toMatch(/^\$/);

    const readable = await machine.run(
      [
        "sh",
        "-c",
        "find / -xdev -newer /etc/instance-id -type f -perm /o+r -not -path '/proc/*' 2>/dev/null | xargs -d '\\n' grep -lF -e \"$SECRET\" -e \"$KEY\"",
      ],
      { SECRET: password, KEY: keys[0] ?? "" },
    );
    expect(readable.output).toBe("");
  });

  it("lies in memory or with the web server's group only", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    const { output } = await machine.run([
      "stat",
      "-c",
      "%a %U:%G %n",
      "/run/ha-web",
      "/run/ha-web/database.json",
      "/etc/ha-web/keys.json",
      "/var/www/wp-config.php",
      "/mnt/ha-web/private/keys.json",
    ]);
    expect(output.trim().split("\n")).toEqual([
      "750 root:apache /run/ha-web",
      "640 root:apache /run/ha-web/database.json",
      "640 root:apache /etc/ha-web/keys.json",
      "640 root:apache /var/www/wp-config.php",
      "600 apache:apache /mnt/ha-web/private/keys.json",
    ]);
    expect((await machine.run(["findmnt", "-no", "FSTYPE", "-T", "/run/ha-web"])).output).toBe("tmpfs\n");
    expect(
      (
        await machine.run([
          "grep",
          "-rlF",
          // It may begin with a dash.
          "-e",
          database().master.password,
          "/etc",
          "/var",
          "/mnt/ha-web",
          "/opt/ha-web",
        ])
      ).output,
    ).toBe("");
  });

  it("does not let the web server's user change the site's code or the scripts", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    const { output } = await machine.run([
      "find",
      "/var/www",
      "/opt/ha-web",
      "/etc/ha-web",
      "/usr/local/bin",
      "-not",
      "-user",
      "root",
    ]);
    expect(output).toBe("");
    const { output: writable } = await machine.run([
      "find",
      "/var/www",
      "/opt/ha-web",
      "/etc/ha-web",
      "-not",
      "-type",
      "l",
      "-perm",
      "/g+w,o+w",
    ]);
    expect(writable).toBe("");
  });
});
