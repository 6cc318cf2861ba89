import type { Finding } from '../../src/core/finding.ts';
import type { CandidatePath } from '../../src/trust/path.ts';
import { quoted } from '../root-ca/wording.ts';
import { finding } from './codes.ts';
import type { CertificateFile } from './evidence.ts';

const EXPORT =
  'Export it again from where its key is: with the private key, and with all certificates of the path ("Include all certificates in the certification path if possible").';

/** Whether the file is what the console takes: a PFX with the private key, and better with the chain. */
export function judgeContainer(file: CertificateFile, path: CandidatePath | undefined): readonly Finding[] {
  const { pfx, leaf } = file;
  if (pfx === undefined) {
    return [
      finding.skip('no-pfx', {
        what: 'The file holds certificates only',
        why: 'The console takes a PFX; whether the private key can be exported into one, this file does not show.',
      }),
    ];
  }
  if (pfx.privateKeys === 0) {
    return [
      finding.fail('pfx-without-key', {
        what: 'The PFX holds no private key',
        why: 'A CMG cannot show a certificate without its key; the console refuses the file.',
        fix: `${EXPORT} If the key is marked as not exportable, issue the certificate again from a template that allows the export.`,
        owner: 'pki',
      }),
    ];
  }
  if (pfx.keyIsOf?.thumbprint !== leaf.thumbprint) {
    if (pfx.unknownKeys > 0) {
      return [
        finding.unknown('pfx-key-unknown', {
          what: 'The PFX holds a private key of a kind that cannot be looked into here',
          why: 'So nobody can say whether it belongs to the server certificate.',
        }),
      ];
    }
    return [
      finding.fail('pfx-foreign-key', {
        what: `The private key in the PFX does not belong to ${quoted(leaf.subject)}`,
        why: 'A CMG cannot show a certificate without its own key.',
        fix: EXPORT,
        owner: 'pki',
      }),
    ];
  }
  const inFile = new Set([leaf, ...file.others].map(({ thumbprint }) => thumbprint));
  const isRooted = path !== undefined && path.end.kind !== 'issuer-not-found';
  const intermediates = path?.elements.slice(1, isRooted ? -1 : undefined) ?? [];
  const missing = intermediates.filter(({ certificate }) => !inFile.has(certificate.thumbprint));
  const lacksIssuer = path?.end.kind === 'issuer-not-found' && path.elements.length === 1;
  if (missing.length === 0 && !lacksIssuer) {
    return [finding.pass('pfx-complete', { what: 'The PFX holds the private key and the whole chain below the root' })];
  }
  const names = lacksIssuer
    ? quoted(leaf.issuer)
    : missing.map(({ certificate }) => quoted(certificate.subject)).join(', ');
  return [
    finding.warn('pfx-without-chain', {
      what: `The PFX holds the private key, and not the intermediate ${names}`,
      why: 'What is not in the PFX the CMG cannot send; each client then has to have it or to fetch it.',
      fix: EXPORT,
      owner: 'pki',
    }),
  ];
}
