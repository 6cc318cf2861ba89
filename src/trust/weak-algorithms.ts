import { CURVE_BITS } from '../formats/public-key-info.ts';
import type { Certificate } from '../formats/x509-certificate.ts';
import type { PathCaution, PathElement, PathFault } from './path.ts';

/**
 * Windows' rules on weak keys and hashes. They differ for roots of Microsoft's root program ("public") and for the
 * roots of an enterprise, and they never look at the root's own signature.
 * Sources: Microsoft security advisories 2661254 (RSA under 1024 bits, everywhere) and 2862973 (MD5, public roots),
 * "Windows Enforcement of SHA1 Certificates" (public roots), "Deprecated features for Windows client" (RSA 1024 under
 * public roots, from Windows 11 24H2 on).
 */

/** First build of Windows 11 24H2. */
const BUILD_24H2 = 26_100;

/** Longest RSA key of CNG's Microsoft provider (Microsoft Learn, "CNG Algorithm Providers"). */
const MAX_RSA_BITS = 16_384;

export interface WeakAlgorithmContext {
  /** The path ends in a root of Microsoft's root program. */
  readonly isPublicRoot: boolean;
  /** Build of Windows, where it is known. */
  readonly osBuild: number | undefined;
}

export interface WeakAlgorithmFindings {
  readonly faults: readonly PathFault[];
  readonly cautions: readonly PathCaution[];
}

/** Judges every key of the path and every signature below the root. */
export function judgeAlgorithms(
  elements: readonly PathElement[],
  endsInRoot: boolean,
  context: WeakAlgorithmContext,
): WeakAlgorithmFindings {
  const faults: PathFault[] = [];
  const cautions: PathCaution[] = [];
  elements.forEach(({ certificate }, position) => {
    const isRoot = endsInRoot && position === elements.length - 1;
    const add = (finding: Finding | undefined): void => {
      if (finding === undefined) return;
      if ('certainty' in finding) faults.push({ ...finding, position });
      else cautions.push({ ...finding, position });
    };
    if (!isRoot) add(judgeHash(certificate, context));
    add(judgeKey(certificate, context));
  });
  return { faults, cautions };
}

type Finding = Omit<PathFault, 'position'> | Omit<PathCaution, 'position'>;

function judgeHash(
  { signatureAlgorithm: { scheme } }: Certificate,
  context: WeakAlgorithmContext,
): Finding | undefined {
  const hash = 'hash' in scheme ? scheme.hash : undefined;
  if (hash === 'md2' || hash === 'md5') {
    const certainty = context.isPublicRoot ? 'certain' : 'undetermined';
    return { code: 'weak-hash', certainty, detail: `signed with ${hash.toUpperCase()}` };
  }
  if (hash !== 'sha1') return undefined;
  return context.isPublicRoot
    ? { code: 'weak-hash', certainty: 'certain', detail: 'signed with SHA-1 below a public root' }
    : { code: 'sha1-signature', detail: 'signed with SHA-1, which Windows still accepts below an enterprise root' };
}

function judgeKey({ publicKey }: Certificate, context: WeakAlgorithmContext): Finding | undefined {
  const { kind, bits, curve } = publicKey;
  if (kind === 'ed25519' || kind === 'ed448') {
    const detail = 'an Edwards curve key, which Schannel may not be able to use';
    return { code: 'unsupported-algorithm', certainty: 'undetermined', detail };
  }
  if (kind === 'ec' && !CURVE_BITS.has(curve ?? '')) {
    const detail = 'a curve other than P-256, P-384 and P-521';
    return { code: 'unsupported-algorithm', certainty: 'undetermined', detail };
  }
  if ((kind !== 'rsa' && kind !== 'rsa-pss') || bits === undefined) return undefined;
  if (bits > MAX_RSA_BITS) {
    const detail = `an RSA key of ${bits} bits, longer than Windows documents`;
    return { code: 'unsupported-algorithm', certainty: 'undetermined', detail };
  }
  if (bits >= 2048) return undefined;
  if (bits < 1024) return { code: 'weak-key', certainty: 'certain', detail: `an RSA key of ${bits} bits` };
  if (context.isPublicRoot && (context.osBuild === undefined || context.osBuild >= BUILD_24H2)) {
    const certainty = context.osBuild === undefined ? 'undetermined' : 'certain';
    return { code: 'weak-key', certainty, detail: `an RSA key of ${bits} bits below a public root` };
  }
  return { code: 'small-rsa-key', detail: `an RSA key of ${bits} bits` };
}
