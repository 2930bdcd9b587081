import { generate } from "selfsigned";

/** PEM texts of a certificate authority made for one test run and of the server certificate it signed. */
export interface ThrowawayCertificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Makes a certificate authority and a server certificate for one host name, both valid for a day.
 *
 * @param host the only name in the certificate, e.g. `localhost`; another one makes host name verification fail
 */
export async function makeThrowawayCertificates(host: string): Promise<ThrowawayCertificates> {
  const validity = { notAfterDate: new Date(Date.now() + 24 * 60 * 60 * 1000) };
  const options = { keyType: "ec", algorithm: "sha256", ...validity } as const;
  const ca = await generate([{ name: "commonName", value: "Throw-away test CA" }], {
    ...options,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: host }], {
    ...options,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: host }] },
    ],
  });
  return { ca: ca.cert, certificate: server.cert, key: server.private };
}
