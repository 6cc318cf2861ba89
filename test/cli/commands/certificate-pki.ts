import { OID } from '../../../src/formats/oids.ts';
import {
  type CertificateRequest,
  dnsName,
  extensions,
  type Issued,
  issue,
  NOW_MS,
  name,
  newKey,
  type TestKey,
} from '../../trust/test-pki.ts';

/** Contoso's authorities and a server certificate, as files for the command. */

export const HOST = 'cmg.contoso.com';
export const CRL_URL = 'http://pki.contoso.com/issuing.crl';
export const ROOT_CRL_URL = 'http://pki.contoso.com/root.crl';
export const AT = new Date(NOW_MS).toISOString();

export const pem = (...certificates: readonly Issued[]): string =>
  certificates
    .map(({ certificate }) => certificate.der)
    .map((der) => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`)
    .join('');

export type KeyKind = Parameters<typeof newKey>[0];

export interface PkiChange {
  readonly key?: TestKey;
  readonly host?: string;
  readonly server?: Partial<CertificateRequest>;
  /** Instead of the usual extensions of the server certificate, by name; undefined leaves one out. */
  readonly extensions?: Readonly<Record<string, Uint8Array | undefined>>;
}

/** Everything in one kind of key, as a company would have it. */
export function contoso(kind: KeyKind = 'P-256', change: PkiChange = {}) {
  const root = issue({
    subject: name('Contoso Root CA'),
    key: newKey(kind),
    extensions: [extensions.ca(), extensions.keyUsage(5, 6)],
  });
  const issuing = issue({
    subject: name('Contoso Issuing CA'),
    key: newKey(kind),
    issuer: root,
    extensions: [extensions.ca(0), extensions.keyUsage(5, 6), extensions.crlDistributionPoints(ROOT_CRL_URL)],
  });
  const host = change.host ?? HOST;
  const usual: Record<string, Uint8Array | undefined> = {
    extendedKeyUsage: extensions.extendedKeyUsage(OID.serverAuth),
    keyUsage: extensions.keyUsage(0, 2),
    subjectAltName: extensions.subjectAltName(dnsName(host)),
    crlDistributionPoints: extensions.crlDistributionPoints(CRL_URL),
    ...change.extensions,
  };
  const server = issue({
    subject: name(host),
    key: change.key ?? newKey(kind),
    issuer: issuing,
    extensions: Object.values(usual).filter((value) => value !== undefined),
    ...change.server,
  });
  return { root, issuing, server };
}
