import { attributeValues } from '../../src/formats/distinguished-name.ts';
import { type Certificate, decodeCertificate } from '../../src/formats/x509-certificate.ts';
import type { TlsOutcome } from '../../src/host/ports.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import type { CmgConnectionEvidence } from './evidence.ts';

/** Whether somebody on the way signs in place of the CMG. Claimed on evidence only: a private PKI is no inspection. */
export type Inspection =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'inspected';
      /** Who signed instead: the issuer, readable. */
      readonly by: string;
      /** The product, where its name shows. */
      readonly product?: string;
      /** What proves it, half a sentence. */
      readonly because: string;
    };

/** Names by which inspecting products sign; each as it stands in issuers seen in the field or in the vendor's documents. */
const PRODUCTS: readonly (readonly [product: string, pattern: RegExp])[] = [
  ['Zscaler', /zscaler/i],
  ['Netskope', /netskope|goskope/i],
  ['Palo Alto Networks', /palo alto networks/i],
  ['FortiGate', /fortinet|fortigate/i],
  ['Check Point', /check ?point/i],
  ['Cisco Umbrella', /cisco umbrella|opendns/i],
  ['Cisco Secure Web Appliance', /ironport|cisco secure web/i],
  ['Symantec ProxySG', /blue ?coat|proxysg|symantec cloud swg|threatpulse/i],
  ['Skyhigh Secure Web Gateway', /mcafee web gateway|skyhigh/i],
  ['Forcepoint', /forcepoint|websense/i],
  ['Sophos', /sophos/i],
  ['Barracuda', /barracuda/i],
  ['WatchGuard', /watchguard|fireware/i],
  ['SonicWall', /sonicwall/i],
  ['iboss', /iboss/i],
  ['Menlo Security', /menlo security/i],
  ['Cato Networks', /cato networks/i],
  ['Cloudflare Gateway', /cloudflare (?:for teams|gateway)|gateway ca - cloudflare/i],
  ['Smoothwall', /smoothwall/i],
  ['Lightspeed', /lightspeed (?:systems|rocket)/i],
  ['Securly', /securly/i],
  ['Kaspersky', /kaspersky/i],
  ['ESET', /eset ssl filter/i],
  ['Avast or AVG', /(?:avast|avg) (?:web|mail|trusted|untrusted)/i],
  ['Bitdefender', /bitdefender/i],
  ['Dr.Web', /dr\.?web/i],
  ['AdGuard', /adguard/i],
  ['Squid', /squid/i],
  ['pfSense', /pfsense/i],
  ['Untangle', /untangle/i],
  ['Fiddler', /do_not_trust_fiddler|fiddler root/i],
  ['mitmproxy', /mitmproxy/i],
  ['Charles Proxy', /charles proxy/i],
  ['Burp Suite', /portswigger/i],
];

/** Who signs for Microsoft's own hosts (Microsoft Learn, "Azure Certificate Authority details"). */
const MICROSOFT_ISSUERS = /^(?:microsoft corporation|digicert,? inc\.?)$/i;
const ORGANISATION = '2.5.4.10';

/**
 * Inspected when an issuer carries a product's name, or when the same unknown issuer signs for a host of Microsoft,
 * whose certificates come from public authorities only. It must be for that host's name: a portal shows everybody its own. Two hosts are compared: the sign-in host is the one that companies
 * exempt from inspection first.
 */
export function inspectionOf({ connection, controls }: CmgConnectionEvidence): Inspection {
  const chain = (connection?.certificates ?? []).flatMap(decoded);
  const [leaf] = chain;
  if (leaf === undefined) {
    return { kind: 'none' };
  }
  const issuers = [leaf.issuer.text, ...chain.slice(1).map(({ issuer }) => issuer.text)];
  const product = PRODUCTS.find(([, pattern]) => issuers.some((issuer) => pattern.test(issuer)))?.[0];
  if (product !== undefined) {
    return { kind: 'inspected', by: leaf.issuer.text, product, because: `its issuer is that of ${product}` };
  }
  const forged = controls.find(({ host, outcome }) => {
    const other = leafOf(outcome);
    return (
      other !== undefined &&
      matchServerName(other, host).kind === 'match' &&
      !isMicrosoftIssuer(other) &&
      sameIssuer(leaf, other)
    );
  });
  return forged === undefined
    ? { kind: 'none' }
    : {
        kind: 'inspected',
        by: leaf.issuer.text,
        because: `the same issuer signs for ${forged.host}, which no private authority can do rightly`,
      };
}

/** A host of Microsoft in whose place somebody with a certificate for other names answers, too. */
export function strangerElsewhere({ controls }: Pick<CmgConnectionEvidence, 'controls'>): string | undefined {
  return controls.find(({ host, outcome }) => isStranger(host, leafOf(outcome)))?.host;
}

/** Every host that was tried and in whose place somebody with a certificate for other names answers, the CMG included. */
export function strangersAmong({
  host,
  connection,
  controls,
}: Pick<CmgConnectionEvidence, 'host' | 'connection' | 'controls'>): readonly string[] {
  const tried = [
    { name: host, leaf: connection?.certificates.slice(0, 1).flatMap(decoded)[0] },
    ...controls.map((control) => ({ name: control.host, leaf: leafOf(control.outcome) })),
  ];
  return tried.filter(({ name, leaf }) => isStranger(name, leaf)).map(({ name }) => name);
}

function isStranger(host: string, leaf: Certificate | undefined): boolean {
  return leaf !== undefined && matchServerName(leaf, host).kind === 'mismatch';
}

function leafOf(outcome: TlsOutcome): Certificate | undefined {
  return outcome.status === 'connected' ? outcome.certificates.slice(0, 1).flatMap(decoded)[0] : undefined;
}

/** Whether an authority that Microsoft uses for its own hosts signed it; by name, which an inspector does not take. */
export function isMicrosoftIssuer({ issuer }: Certificate): boolean {
  return attributeValues(issuer, ORGANISATION).some((organisation) => MICROSOFT_ISSUERS.test(organisation));
}

/** The same name, and the same key where both say which. */
function sameIssuer(one: Certificate, other: Certificate): boolean {
  const [key, otherKey] = [one, other].map(({ authorityKeyIdentifier }) => authorityKeyIdentifier?.keyIdentifier);
  return (
    one.issuer.comparisonKey === other.issuer.comparisonKey &&
    (key === undefined || otherKey === undefined || Buffer.compare(key, otherKey) === 0)
  );
}

function decoded(der: Uint8Array): readonly Certificate[] {
  const certificate = decodeCertificate(der);
  return certificate.ok ? [certificate.value] : [];
}
