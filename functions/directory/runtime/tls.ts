import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

/** The TLS options of a database connection: the certificate's chain and host name are both verified. */
export interface DatabaseTls {
  /** PEM certificates of the authorities that are trusted. */
  readonly ca: string;
  /** mysql2 leaves the host name unchecked unless told. */
  readonly verifyIdentity: true;
  readonly minVersion: "TLSv1.2";
}

/** The file of trusted authorities can't be read or has none that could vouch for the database. */
export class TrustError extends Error {
  override readonly name = "TrustError";
}

/**
 * How to trust the database's server.
 *
 * Lambda's own file, /var/runtime/ca-cert.pem, holds the roots of RDS of every region beside the public ones. A
 * database needs its region's only: fewer authorities to trust, and less to parse at every cold start. A file
 * without any root of RDS, such as a test's, is trusted as it is.
 *
 * @param caFile a PEM file
 * @param region the region of the database, e.g. `eu-west-1`; only needed for a file that holds roots of RDS
 * @throws {TrustError} naming the file when it can't be read, holds no certificate, or none of the region
 */
export function databaseTls(
  caFile: string,
  region: string | undefined = process.env.AWS_REGION,
): DatabaseTls {
  return { ca: trustedAuthorities(caFile, region), verifyIdentity: true, minVersion: "TLSv1.2" };
}

function trustedAuthorities(caFile: string, region: string | undefined): string {
  const certificates = readCertificates(caFile);
  const rootsOfRds = certificates.filter((pem) => mentions(pem, "Amazon RDS "));
  if (rootsOfRds.length === 0) return certificates.join("\n");
  if (!region)
    throw new TrustError(`${caFile} holds the roots of Amazon RDS of many regions: set AWS_REGION to choose`);
  const rootsOfRegion = rootsOfRds.filter((pem) => isRootOfRegion(pem, region));
  if (rootsOfRegion.length === 0)
    throw new TrustError(`${caFile} holds no root of Amazon RDS for the region "${region}"`);
  return rootsOfRegion.join("\n");
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function readCertificates(caFile: string): string[] {
  let text: string;
  try {
    text = readFileSync(caFile, "utf8");
  } catch (error) {
    throw new TrustError(
      `can't read ${caFile}, the file of trusted authorities: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
  const certificates = text.match(pemCertificate);
  if (!certificates) throw new TrustError(`${caFile} holds no PEM certificate`);
  return certificates;
}

/**
 * Names stand in a certificate's bytes as plain text. Looking for them there costs a tenth of parsing each of the
 * hundreds of certificates (1.3 ms against 16 ms for RDS's alone).
 */
function mentions(pem: string, text: string): boolean {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64").includes(text);
}

/** RDS names its roots "Amazon RDS eu-west-1 Root CA RSA2048 G1" (RDS User Guide, "Using SSL/TLS"). */
function isRootOfRegion(pem: string, region: string): boolean {
  const commonName = `Amazon RDS ${region} Root CA `;
  return mentions(pem, commonName) && new X509Certificate(pem).subject.includes(`CN=${commonName}`);
}
