import type { Finding } from '../../src/core/finding.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { CandidatePath, PathFaultCode } from '../../src/trust/path.ts';
import { quoted } from '../root-ca/wording.ts';
import { finding, SYMPTOM } from './codes.ts';

/** Microsoft Learn, "CMG server authentication certificate": 2,048 or 4,096 bits. */
const DOCUMENTED_RSA_BITS: readonly number[] = [2048, 4096];
const MIN_RSA_BITS = 2048;
const SHORTER = 'Issue the certificate again with an RSA key of 2,048 or 4,096 bits.';

/** Whether key and purposes of the server certificate are what a CMG and Windows ask for. */
export function judgeKeyAndPurpose(leaf: Certificate, path: CandidatePath | undefined): readonly Finding[] {
  return [...judgeKey(leaf, path), ...judgePurpose(leaf, path), ...judgeRole(leaf), ...judgeSignatures(path)];
}

function judgeKey(leaf: Certificate, path: CandidatePath | undefined): readonly Finding[] {
  const { kind, bits } = leaf.publicKey;
  switch (kind) {
    case 'rsa':
    case 'rsa-pss':
      return [judgeRsa(leaf, path)];
    case 'ec':
      // Another curve than the three of Windows is a question of the chain, and asked there.
      return bits === undefined
        ? []
        : [undocumented(`an elliptic-curve key (P-${bits})`, 'Windows clients take such a certificate;')];
    case 'ed25519':
    case 'ed448':
      return [];
    default:
      return [
        finding.unknown('key-undocumented', {
          what: `The certificate has a key of another kind than RSA (${kind === 'dsa' ? 'DSA' : leaf.publicKey.algorithm})`,
          why: 'Whether Windows can make a TLS connection with such a key is not known here.',
          fix: SHORTER,
          owner: 'pki',
        }),
      ];
  }
}

function judgeRsa(leaf: Certificate, path: CandidatePath | undefined): Finding {
  const { kind, bits } = leaf.publicKey;
  const seen = `an RSA key of ${bits ?? 'unreadable'} bits`;
  const fault = faultOf(path, 'weak-key');
  if (bits === undefined || fault?.certainty === 'undetermined') {
    const why = 'Whether Windows accepts it depends on the build of the device and on the root above it.';
    return finding.unknown('weak-key', {
      what: `The certificate has ${seen}`,
      why,
      fix: SHORTER,
      owner: 'pki',
    });
  }
  const remedy = { what: `The certificate has ${seen}`, fix: SHORTER, owner: 'pki' } as const;
  if (fault !== undefined) return finding.fail('weak-key', { ...remedy, why: `Windows refuses it: ${fault.detail}.` });
  if (bits < MIN_RSA_BITS) {
    const why = 'Microsoft asks for 2,048 or 4,096 bits; Windows takes fewer from a private authority only.';
    return finding.warn('weak-key', { ...remedy, why });
  }
  if (kind === 'rsa-pss') {
    return undocumented(`an RSA key of ${bits} bits for PSS signatures only`, 'Not every TLS library can use it;');
  }
  if (!DOCUMENTED_RSA_BITS.includes(bits)) return undocumented(seen, 'Windows clients take it;');
  return finding.pass('key-suitable', { what: `The certificate has ${seen}` });
}

function undocumented(key: string, known: string): Finding {
  return finding.warn('key-undocumented', {
    what: `The certificate has ${key}`,
    why: `${known} for a CMG Microsoft documents 2,048 and 4,096 bits only, which means RSA.`,
    fix: `${SHORTER} Otherwise try it with a CMG that nobody depends on.`,
    owner: 'pki',
  });
}

function judgePurpose(leaf: Certificate, path: CandidatePath | undefined): readonly Finding[] {
  const fault = faultOf(path, 'extended-key-usage');
  const fix = 'Issue it again from a template with the purpose Server Authentication (1.3.6.1.5.5.7.3.1).';
  if (fault?.certainty === 'certain') {
    return [
      finding.fail('not-for-servers', {
        what: 'The certificate is not for server authentication: its purposes do not name it',
        why: 'ccmsetup ends the connection to a server that shows a certificate for another purpose.',
        fix,
        owner: 'pki',
        symptom: SYMPTOM.usage,
      }),
    ];
  }
  if (fault !== undefined) {
    return [
      finding.unknown('not-for-servers', {
        what: "The certificate's purposes and Microsoft's application policies in it disagree about server authentication",
        why: 'Which of the two Windows follows is not documented.',
        fix,
        owner: 'pki',
      }),
    ];
  }
  const named = leaf.extendedKeyUsage !== undefined || leaf.applicationPolicies !== undefined;
  return [
    finding.pass('for-servers', {
      what: named
        ? 'The certificate is for server authentication'
        : 'The certificate names no purpose, so Windows takes it for every one',
    }),
  ];
}

/** The certificate's place in a chain, and what its key may do. */
function judgeRole(leaf: Certificate): readonly Finding[] {
  const findings: Finding[] = [];
  if (leaf.basicConstraints?.isCa === true) {
    findings.push(
      finding.warn('authority', {
        what: `The first certificate of the file, ${quoted(leaf.subject)}, is one of a certification authority`,
        why: 'The first certificate counts as the server certificate; perhaps the file begins with the wrong one.',
        fix: 'Put the server certificate first, or issue one that is no authority.',
        owner: 'pki',
      }),
    );
  }
  const usage = leaf.keyUsage;
  if (usage !== undefined && !usage.includes('digitalSignature') && !usage.includes('keyEncipherment')) {
    findings.push(
      finding.warn('key-usage', {
        what: `The certificate's key usage allows neither digital signature nor key encipherment, only ${usage.join(', ') || 'nothing'}`,
        why: 'TLS signs or encrypts with the key of the server; Windows may refuse a key that may do neither.',
        fix: 'Issue the certificate again with the key usages digital signature and key encipherment.',
        owner: 'pki',
      }),
    );
  }
  return findings;
}

/** Weakness that Windows still accepts below a root of the enterprise. */
function judgeSignatures(path: CandidatePath | undefined): readonly Finding[] {
  return (path?.cautions ?? []).flatMap(({ code, position, detail }) => {
    const certificate = path?.elements[position]?.certificate;
    const isOwnKey = code === 'small-rsa-key' && position === 0;
    if (certificate === undefined || isOwnKey || (code !== 'sha1-signature' && code !== 'small-rsa-key')) return [];
    return [
      finding.warn('weak-signature', {
        what: `${quoted(certificate.subject)}: ${detail}`,
        why: 'Windows accepts it below a private root today, and below a public root no longer.',
        fix: 'Issue it again with SHA-256 and a key of at least 2,048 bits.',
        owner: 'pki',
        subject: certificate.thumbprint,
      }),
    ];
  });
}

function faultOf(path: CandidatePath | undefined, code: PathFaultCode) {
  return path?.faults.find((fault) => fault.position === 0 && fault.code === code);
}
