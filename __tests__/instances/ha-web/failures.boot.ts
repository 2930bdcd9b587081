import { expect, it } from "vitest";
import { makeThrowawayCertificates } from "../../support/throwaway-certificates";
import { describeBoots } from "./boot-suite";
import type { Cloud } from "./cloud";
import type { Machine } from "./machine";

describeBoots("A boot that can't succeed", ({ newCloud, database, query }) => {
  const impatient = { HA_WEB_PATIENCE_SECONDS: "1" };

  /** Boots, and expects the whole of "loudly": the step, the exit, the group told, nothing served. */
  async function expectGivenUp(cloud: Cloud, machine: Machine, message: string): Promise<string> {
    const { status, output } = await machine.boot(impatient);
    expect(output).toContain(message);
    expect(output).toContain("serving nothing, asking to be replaced");
    expect(status).not.toBe(0);
    expect(cloud.told(machine)).toEqual(["ABANDON", "Unhealthy"]);
    await expect(machine.get("/healthz")).rejects.toThrow("ECONNREFUSED");
    return output;
  }

  it("waits for a database that comes up later", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launch();
    await database().stop();
    const boot = machine.boot();
    await expect.poll(() => machine.latestOutput, { timeout: 30_000 }).toContain("waiting for the database");
    await database().start();
    expect(await boot).toMatchObject({ status: 0 });
  });

  it("gives up when the database never comes", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launch();
    await database().stop();
    try {
      await expectGivenUp(cloud, machine, "gave up waiting for the database after 1 s");
    } finally {
      await database().start();
    }
  });

  it("gives up when the secret can't be read, whose reason AWS gives", async () => {
    const cloud = await newCloud();
    cloud.refuseSecret();
    const output = await expectGivenUp(
      cloud,
      await cloud.launch(),
      "gave up waiting for the database's secret",
    );
    expect(output).toContain("AccessDeniedException");
  });

  it("gives up when the secret is none, without showing it", async () => {
    const cloud = await newCloud();
    cloud.setSecret({ username: "admin", password: "" });
    const output = await expectGivenUp(cloud, await cloud.launch(), "holds no username and password");
    expect(output).not.toContain('"admin"');
  });

  it("gives up when the password is wrong, and asks the secret again before that", async () => {
    const cloud = await newCloud();
    cloud.setSecret({ username: database().master.username, password: "not-the-password" });
    const output = await expectGivenUp(cloud, await cloud.launch(), "gave up waiting for the database");
    expect(output).toContain("Access denied");
    expect(output).not.toContain("not-the-password");
    expect(cloud.calls().filter((call) => call.includes("get-secret-value")).length).toBeGreaterThan(1);
  });

  it("gives up before a database whose certificate is for another host", async () => {
    const cloud = await newCloud({ settings: { databaseHost: `other.test:${database().port}` } });
    await expectGivenUp(cloud, await cloud.launch(), "Cannot connect to MySQL using SSL");
  });

  it("gives up before a database whose certificate is by another authority", async () => {
    const cloud = await newCloud();
    cloud.replaceAuthority((await makeThrowawayCertificates("localhost")).ca);
    await expectGivenUp(cloud, await cloud.launch(), "Cannot connect to MySQL using SSL");
  });

  it("gives up when the file system can't be mounted", async () => {
    const cloud = await newCloud();
    cloud.setTrouble("no-file-system");
    await expectGivenUp(cloud, await cloud.launch(), "gave up waiting for the file system");
  });

  it("gives up when the packages can't be had", async () => {
    const cloud = await newCloud();
    cloud.setTrouble("no-repositories");
    await expectGivenUp(cloud, await cloud.launch(), "gave up waiting for the package repositories");
  });

  it("uses no wp-cli but the one whose checksum is pinned", async () => {
    const cloud = await newCloud();
    cloud.replaceWpCli("#!/bin/sh\ntouch /srv/cloud/was-run\n");
    const machine = await cloud.launch();
    await expectGivenUp(cloud, machine, "has another SHA-512 than the one pinned here");
    expect((await machine.run(["ls", "/usr/local/bin", "/srv/cloud"])).output).not.toMatch(/^(wp|was-run)$/m);
  });

  it("uses no WordPress whose files are not those that were published", async () => {
    const cloud = await newCloud();
    cloud.setTrouble("wrong-checksum");
    const machine = await cloud.launch();
    await expectGivenUp(cloud, machine, "doesn't verify against checksums");
    expect((await machine.run(["ls", "/var/www"])).output).not.toMatch(/^wordpress$/m);
  });

  it("names a setting that is missing", async () => {
    const cloud = await newCloud({ settings: { siteUrl: "" } });
    await expectGivenUp(cloud, await cloud.launch(), 'has no text for "siteUrl"');
  });

  it("refuses a database that holds something else than a site", async () => {
    const cloud = await newCloud();
    await query("CREATE TABLE wp_options (option_id INT PRIMARY KEY)");
    await expectGivenUp(cloud, await cloud.launch(), "could not");
    // It was not ours to repair.
    expect(await query("SHOW TABLES LIKE 'wp_options'")).toHaveLength(1);
  });

  it("takes a serving instance out of service", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    expect(await machine.get("/healthz")).toMatchObject({ status: 200 });
    cloud.refuseSecret();
    const { status, output } = await machine.boot(impatient);
    expect(output).toContain("the launch could not be abandoned");
    expect(status).not.toBe(0);
    expect(cloud.told(machine)).toEqual(["CONTINUE", "ABANDON", "Unhealthy"]);
    await expect
      .poll(() =>
        machine.get("/healthz").then(
          () => "served",
          () => "refused",
        ),
      )
      .toBe("refused");
  });

  it("keeps what it knows when only the authority's certificates can't be had again", async () => {
    const cloud = await newCloud();
    const machine = await cloud.launchAndBoot();
    cloud.removeAuthority();
    const { status, output } = await machine.boot(impatient);
    expect(output).toContain("the certificates of the last boot stay in use");
    expect(status).toBe(0);
  });
});
