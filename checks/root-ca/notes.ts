import type { Finding } from '../../src/core/finding.ts';
import type { CandidatePath } from '../../src/trust/path.ts';
import { finding } from './codes.ts';
import type { SearchedChain } from './evidence.ts';
import { named, quoted } from './wording.ts';

/**
 * Property 83 only lists policies for extended validation and stands at most public roots; the others restrict what the
 * root may vouch for (wincrypt.h: CERT_ROOT_PROGRAM_NAME_CONSTRAINTS_PROP_ID, CERT_ROOT_PROGRAM_CHAIN_POLICIES_PROP_ID,
 * CERT_DISALLOWED_CA_FILETIME_PROP_ID).
 */
const RESTRICTING = [84, 105, 128];

/** What deserves a warning about a chain that is accepted. */
export function chainNotes(path: CandidatePath | undefined, evidence: SearchedChain): readonly Finding[] {
  return path === undefined ? [] : [...notSent(path, evidence), ...weakAlgorithms(path), ...programRules(path)];
}

/** The device can close the gap by itself, which works until the AIA server is out of reach. */
function notSent(path: CandidatePath, { fetches }: SearchedChain): readonly Finding[] {
  const fetched = path.elements.filter(({ source }) => source === 'aia').map(({ certificate }) => certificate);
  const [first] = fetched;
  if (first === undefined) return [];
  const fetch = fetches.find(({ thumbprints }) => thumbprints.includes(first.thumbprint));
  const avoided = fetch?.overTls === true;
  return [
    finding.warn('intermediate-not-sent', {
      what: `The CMG does not send the intermediate certificate ${quoted(first.subject)}; it was fetched from ${fetch?.url ?? 'the URL in the certificate'}`,
      why: avoided
        ? 'Windows avoids https for fetching issuers: whether it gets this one is not proven.'
        : 'Windows fetches it too, on every device, as long as that URL can be reached by SYSTEM.',
      fix: 'Export the CMG server certificate again as a PFX with the whole chain and set it in the properties of the CMG.',
      owner: 'cmg-admin',
      subject: first.thumbprint,
    }),
  ];
}

/** The key of the server certificate itself is cmg-connection's. */
function weakAlgorithms({ cautions, elements }: CandidatePath): readonly Finding[] {
  const weak = cautions.filter(
    ({ code, position }) => code === 'sha1-signature' || (code === 'small-rsa-key' && position > 0),
  );
  const [first] = weak;
  const certificate = first && elements[first.position]?.certificate;
  if (certificate === undefined) return [];
  const words = weak.map(({ detail, position }) => `${quotedAt(elements, position)}: ${detail}`);
  return [
    finding.warn('weak-algorithm', {
      what: `The chain is accepted in spite of ${words.join('; ')}`,
      why: 'Windows still takes this from a private authority; it has refused it below public roots for years, and policies can refuse it here.',
      fix: 'Renew the certificate that is named with SHA-256 and an RSA key of at least 2,048 bits.',
      owner: 'pki',
      subject: certificate.thumbprint,
    }),
  ];
}

function quotedAt(elements: CandidatePath['elements'], position: number): string {
  const certificate = elements[position]?.certificate;
  return certificate === undefined ? 'a certificate' : quoted(certificate.subject);
}

function programRules({ end }: CandidatePath): readonly Finding[] {
  if (end.kind !== 'trusted-root') return [];
  const ids = end.root.properties.unevaluated.filter((id) => RESTRICTING.includes(id));
  if (ids.length === 0) return [];
  const root = end.root.certificate;
  return [
    finding.warn('root-program-rules', {
      what: `The entry of ${named(root)} in the store carries restrictions that are not looked at here (store properties ${ids.join(', ')})`,
      why: "Microsoft's root program can limit a root to certain names or policies; Windows enforces that.",
      fix: 'Run `certutil -verify -urlfetch <file>` on the CMG certificate as SYSTEM on this device to see that Windows accepts it.',
      owner: 'pki',
      subject: root.thumbprint,
    }),
  ];
}
