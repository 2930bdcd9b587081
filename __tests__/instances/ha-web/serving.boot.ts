import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { describeBoots } from "./boot-suite";
import type { Machine } from "./machine";

describeBoots("The site that instances serve", ({ newCloud, newCache, database, query }) => {
  it("finds on one instance what another one put into the object cache", async () => {
    const cache = await newCache(2);
    const cloud = await newCloud({ cacheEndpoint: cache.endpoint });
    const machines = [await cloud.launchAndBoot(), await cloud.launchAndBoot()] as const;
    const hits = async () => (await cache.statistics("get_hits")).reduce((a, b) => a + b);

    await machines[0].get("/");
    const after = await hits();
    await machines[1].get("/");
    expect(await hits()).toBeGreaterThan(after + 5);
    expect(Math.min(...(await cache.statistics("cmd_set")))).toBeGreaterThan(0);
  });

  it("shows on one instance what was changed on another", async () => {
    const cache = await newCache(2);
    const cloud = await newCloud({ cacheEndpoint: cache.endpoint });
    const machines = [await cloud.launchAndBoot(), await cloud.launchAndBoot()] as const;
    for (const machine of machines) expect((await machine.get("/")).body).toContain("<title>A site</title>");
    await runPhp(machines[0], "update_option('blogname', 'Another name');");
    expect((await machines[1].get("/")).body).toContain("<title>Another name</title>");
  });

  it("keeps WordPress's rules of the object cache", async () => {
    const cache = await newCache(2);
    const cloud = await newCloud({ cacheEndpoint: cache.endpoint });
    const machine = await cloud.launchAndBoot();
    const first = await runPhp(
      machine,
      `
      $o = new stdClass; $o->a = 1; wp_cache_set('o', $o, 'g'); $o->a = 2;
      echo json_encode([
        wp_cache_add('k', 'one', 'g'), wp_cache_add('k', 'two', 'g'), wp_cache_get('k', 'g'), wp_cache_get('k', 'h'),
        wp_cache_get('o', 'g')->a, wp_cache_set('false', false, 'g'), wp_cache_set('n', 5, 'g'), wp_cache_incr('n', 3, 'g'),
        wp_cache_decr('n', 20, 'g'), wp_cache_incr('none', 1, 'g'), wp_cache_replace('none', 1, 'g'),
        wp_cache_set('large', str_repeat('x', 10), 'g'), wp_cache_set('large', random_bytes(3000000), 'g'),
        wp_cache_set('here', 1, 'counts'), wp_cache_set('a key with blanks ' . str_repeat('é', 300), 'long', 'g'),
      ]);`,
    );
    expect(JSON.parse(first)).toEqual([
      true,
      false,
      "one",
      false,
      1,
      true,
      true,
      8,
      0,
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    const second = await runPhp(
      machine,
      `
      $value = wp_cache_get('false', 'g', false, $found);
      echo json_encode([
        wp_cache_get('k', 'g'), wp_cache_get('o', 'g')->a, $value, $found, wp_cache_get('n', 'g'), wp_cache_get('large', 'g'),
        wp_cache_get('here', 'counts'), wp_cache_get('a key with blanks ' . str_repeat('é', 300), 'g'),
        wp_cache_get_multiple(['k', 'none'], 'g'), wp_cache_add('k', 'two', 'g'), wp_cache_delete('k', 'g'), wp_cache_get('k', 'g'),
        wp_cache_flush(), wp_cache_get('n', 'g'),
      ]);`,
    );
    expect(JSON.parse(second)).toEqual([
      "one",
      1,
      false,
      true,
      0,
      false,
      false,
      "long",
      { k: "one", none: false },
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it.each(["SIGKILL", "SIGSTOP"] as const)(
    "loses only one node's keys, and no time, when a cache node ends by %s",
    async (how) => {
      const cache = await newCache(2);
      const cloud = await newCloud({ cacheEndpoint: cache.endpoint });
      const machine = await cloud.launchAndBoot();
      await machine.get("/");
      const read = () => cache.statisticsOf(1, "get_hits");
      cache.end(0, how);
      for (let visit = 0; visit < 3; visit++) {
        const before = await read();
        expect(await machine.get("/")).toMatchObject({
          status: 200,
          body: expect.stringContaining("Hello world!"),
        });
        expect(await read()).toBeGreaterThan(before);
      }
      // Found out once, told to all of the instance's processes: the time-out is one visitor's at most.
      const { output } = await machine.run(["ls", "/run/ha-web/requests"]);
      expect(output).toMatch(/^cache-cache\.test:\d+\n$/);
    },
  );

  it("does without a cache that is gone, and boots without one", async () => {
    const cache = await newCache(2);
    const cloud = await newCloud({ cacheEndpoint: cache.endpoint });
    const machine = await cloud.launchAndBoot();
    cache.end(0, "SIGKILL");
    cache.end(1, "SIGKILL");
    expect((await machine.get("/")).body).toContain("Hello world!");
    await machine.cutPower();
    await machine.start();
    expect(await machine.boot()).toMatchObject({ status: 0 });
    expect((await machine.get("/")).body).toContain("Hello world!");
  });

  it("says 'later' after a rotation of the password, asks for the new one, and serves again", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    const rotated = { username: database().master.username, password: "Rotated:\"pass' word$é" };
    const restore = await rotateTo(rotated.password);
    try {
      const page = await machine.get("/");
      expect(page).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
      expect(page.body).toContain("Back in a moment");
      expect(page.body).not.toMatch(/writer\.test|master|Access denied/);
      // What ha-web-refresh.path waits for.
      expect((await machine.run(["ls", "/run/ha-web/requests"])).output).toBe("refresh\n");
      cloud.setSecret(rotated);
      expect(await machine.run(["/opt/ha-web/refresh"])).toMatchObject({ status: 0 });
      expect(await machine.get("/")).toMatchObject({ status: 200 });
    } finally {
      await restore();
    }
  });

  it("keeps its credentials when a refresh fails", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    cloud.refuseSecret();
    expect((await machine.run(["/opt/ha-web/refresh"])).status).toBe(1);
    expect(await machine.get("/")).toMatchObject({ status: 200 });
  });

  it("answers the health check whatever the database does", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    await database().stop();
    try {
      expect(await machine.get("/healthz")).toMatchObject({ status: 200, body: "ok\n" });
      expect(await machine.get("/")).toMatchObject({ status: 503 });
    } finally {
      await database().start();
    }
    await sleep(50);
    expect(await machine.get("/")).toMatchObject({ status: 200 });
  });

  it("refuses what nobody should ask for", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    await machine.run([
      "sh",
      "-c",
      "cd /mnt/ha-web/wp-content/uploads && echo '<?php echo 6 * 7;' | tee a.php b.php.jpg c.PHP >picture.txt",
    ]);
    const paths = [
      "/wp-admin/install.php",
      "//wp-admin//install.php",
      "/wp-admin/setup-config.php",
      "/xmlrpc.php",
      "/readme.html",
      "/.git/config",
      "/wp-content/uploads/a.php",
      "/wp-content/uploads/b.php.jpg",
      "/wp-content/uploads/c.PHP",
      "/wp-content/uploads/a.php/x",
    ];
    const statuses = await Promise.all(paths.map(async (path) => [path, (await machine.get(path)).status]));
    expect(statuses).toEqual(paths.map((path) => [path, path.includes(".git") ? expect.any(Number) : 403]));
    expect(await machine.get("/wp-content/uploads/picture.txt")).toMatchObject({ status: 200 });
    for (const path of [
      "/wp-config.php",
      "/../wp-config.php",
      "/opt/ha-web/boot",
      "/private/keys.json",
      "/wp-content/../private/keys.json",
    ]) {
      const { body } = await machine.get(path);
      expect(body).not.toMatch(/AUTH_KEY|DB_PASSWORD|#!/);
    }
  });

  it("makes secure links and cookies behind the load balancer's TLS", async () => {
    const cloud = await newCloud({ settings: { siteUrl: "https://www.site.test" } });
    const machine = await cloud.launchAndBoot();
    const headers = { host: "www.site.test", "x-forwarded-proto": "https" };
    const login = await machine.get("/wp-login.php", headers);
    expect(login.status).toBe(200);
    expect(String(login.headers["set-cookie"])).toMatch(/secure/i);
    expect(login.body).not.toContain("http://www.site.test");
    expect(await machine.get("/wp-login.php", { host: "www.site.test" })).toMatchObject({
      status: 302,
      headers: { location: "https://www.site.test/wp-login.php" },
    });
    expect(await query("SHOW TABLES LIKE 'wp_users'")).toHaveLength(1);
  });

  it("asks for fresh credentials at most once in five seconds, however many visitors are turned away", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    const restore = await rotateTo("another");
    try {
      await machine.get("/");
      const asked = () => machine.run(["stat", "-c", "%.9Y", "/run/ha-web/requests/refresh"]);
      const first = await asked();
      await Promise.all(Array.from({ length: 10 }, () => machine.get("/")));
      expect(await asked()).toEqual(first);
    } finally {
      await restore();
    }
  });

  /** As RDS does; returns what turns it back. */
  async function rotateTo(password: string): Promise<() => Promise<void>> {
    const { username, password: before } = database().master;
    const set = async (value: string) => {
      const connection = await database().connect({ ssl: { rejectUnauthorized: false } });
      await connection.query("SET PASSWORD FOR ?@'%' = PASSWORD(?)", [username, value]);
      await connection.end();
    };
    await set(password);
    return () => set(before);
  }

  /** Runs PHP inside WordPress, with the object cache, as the web server's user. */
  async function runPhp(machine: Machine, code: string): Promise<string> {
    const program = `require '/var/www/wordpress/wp-load.php'; ${code}`;
    const { status, output } = await machine.run([
      "setpriv",
      "--reuid=apache",
      "--regid=apache",
      "--init-groups",
      "php",
      "-r",
      program,
    ]);
    expect({ status, output }).toMatchObject({ status: 0 });
    return output;
  }
});
