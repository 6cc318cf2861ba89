import type { Finding } from '../../src/core/finding.ts';
import { canNameStorage, readDeploymentName } from '../../src/formats/deployment-name.ts';
import { attributeValues, NAME_ATTRIBUTE } from '../../src/formats/distinguished-name.ts';
import { firstLabel } from '../../src/formats/domain-name.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import { isNameOfHost, matchServerName, serverNames } from '../../src/trust/server-name.ts';
import { finding, SYMPTOM } from './codes.ts';

/** Names that are shown; a certificate may hold thousands. */
const MAX_SHOWN = 6;
/** No name in DNS is longer (RFC 1035 §2.3.4). */
const MAX_SHOWN_LENGTH = 253;

/**
 * Whether the certificate is for the CMG's name, and what that name needs in DNS (Microsoft Learn, "CMG server
 * authentication certificate").
 */
export function judgeName(leaf: Certificate, host: string | undefined): readonly Finding[] {
  const { names } = serverNames(leaf);
  if (names.length === 0) {
    return [
      finding.fail('no-name', {
        what: 'The certificate names no host: it has neither a DNS name nor a common name',
        why: 'WinHTTP ends the connection to a server whose certificate is not for the name it asked for.',
        fix: "Issue the certificate again with the CMG's service name as common name and as DNS name.",
        owner: 'pki',
        symptom: SYMPTOM.name,
      }),
    ];
  }
  const wildcards = judgeWildcards(names);
  if (host === undefined) {
    return [
      finding.skip('name-not-asked', {
        what: `The certificate is for ${shown(names)}`,
        why: "Without --host nobody can say whether that is the CMG's service name.",
      }),
      ...wildcards,
    ];
  }
  const match = matchServerName(leaf, host);
  if (match.kind === 'mismatch') return [mismatch(names, host), ...wildcards];
  return [
    finding.pass('name-matches', {
      what:
        match.name.toLowerCase() === host
          ? `The certificate is for ${host}`
          : `The certificate's name ${match.name} covers ${host}`,
    }),
    ...(match.by === 'common-name' ? [commonNameOnly(host)] : []),
    ...judgeCommonName(leaf, host),
    ...wildcards,
    judgeServiceName(host),
  ];
}

function mismatch(names: readonly string[], host: string): Finding {
  const wildcard = names.find((name) => name.startsWith('*.'));
  return finding.fail('name-mismatch', {
    what: `The certificate is for ${shown(names)}, not for ${host}`,
    why: `WinHTTP ends the connection to a server whose certificate is not for the name it asked for.${
      wildcard === undefined ? '' : ` In ${wildcard} the asterisk stands for exactly one label.`
    }`,
    fix: `Issue a certificate for ${host}, or give the CMG the name that this certificate is for.`,
    owner: 'pki',
    symptom: SYMPTOM.name,
    subject: host,
  });
}

function judgeWildcards(names: readonly string[]): readonly Finding[] {
  const useless = names.filter((name) => name.includes('*') && !isWholeLabelWildcard(name));
  if (useless.length === 0) return [];
  return [
    finding.warn('partial-wildcard', {
      what: `Windows takes no host for ${shown(useless)}`,
      why: 'For Windows an asterisk stands for the whole left-most label and nothing else; other software may accept such a name.',
      fix: "Name the CMG's service name itself, or *.<domain>.",
      owner: 'pki',
    }),
  ];
}

/** `*.` and a domain of at least two labels. By hand: a pattern would go over a hostile name of 200 KB again and again. */
function isWholeLabelWildcard(name: string): boolean {
  const parent = name.slice(2);
  return name.startsWith('*.') && !parent.includes('*') && parent.includes('.');
}

function commonNameOnly(host: string): Finding {
  return finding.warn('common-name-only', {
    what: `${host} is only the certificate's common name; it has no DNS name`,
    why: 'Windows still takes the common name when there is no DNS name, as far as is known; browsers do not.',
    fix: `Issue the certificate again with ${host} as DNS name (subject alternative name) too.`,
    owner: 'pki',
  });
}

/** The console takes the service name from the common name. */
function judgeCommonName(leaf: Certificate, host: string): readonly Finding[] {
  const commonNames = attributeValues(leaf.subject, NAME_ATTRIBUTE.commonName);
  if (commonNames.some((name) => isNameOfHost(name, host))) return [];
  const seen = commonNames.length === 0 ? 'has no common name' : `has the common name ${shown(commonNames)}`;
  return [
    finding.warn('common-name-differs', {
      what: `The certificate ${seen}, not ${host}`,
      why: 'The console takes the service name of a CMG from the common name of its certificate; clients look at the DNS names.',
      fix: `Issue the certificate with the common name ${host} (or *.<domain>), or see in the console that the service name becomes ${host}.`,
      owner: 'pki',
    }),
  ];
}

function judgeServiceName(host: string): Finding {
  const deployment = readDeploymentName(host);
  if (deployment !== undefined) {
    return finding.pass('azure-name', {
      what: `${host} is Azure's own name of the deployment: it needs no CNAME`,
      why: `No public authority issues certificates for Azure's domains, so every client needs the root of this one.${
        deployment.kind === 'classic' ? ' It is the name of a classic cloud service, and those are no longer made.' : ''
      }`,
      subject: host,
    });
  }
  const prefix = firstLabel(host);
  const storage = canNameStorage(host)
    ? ''
    : ` The name of a content store is made from "${prefix}" too, and may hold 3 to 24 lower-case letters and digits only.`;
  return finding.pass('cname-needed', {
    what: `${host} needs a CNAME in public DNS to the deployment name, e.g. ${prefix}.<region>.cloudapp.azure.com (and the same in an internal zone of that domain, if there is one)`,
    why: `The console makes the deployment name from the first label of the service name.${storage}`,
    subject: host,
  });
}

function shown(names: readonly string[]): string {
  const more = names.length - MAX_SHOWN;
  const short = (name: string): string =>
    name.length > MAX_SHOWN_LENGTH ? `${name.slice(0, MAX_SHOWN_LENGTH)}...` : name;
  return names.slice(0, MAX_SHOWN).map(short).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
