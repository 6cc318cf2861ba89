import { sameName } from '../formats/distinguished-name.ts';
import { urisOf } from '../formats/general-name.ts';
import { OID } from '../formats/oids.ts';
import type { Certificate } from '../formats/x509-certificate.ts';
import type { CandidatePath, CertificateSource, PathElement, PathEnd, PathFault } from './path.ts';
import { pathVerdict } from './path.ts';
import { contradicts, isOnPath, linkFaultsOf } from './path-links.ts';
import { judgePath, type PathUsage } from './path-rules.ts';
import { type SignatureVerdict, verifySignedObject } from './signature.ts';
import { serverAuthLimit } from './store-limits.ts';
import type { TrustedRoot, TrustStore } from './trust-store.ts';

/**
 * Every way from a server certificate to a root, over the certificates that the server sent, that the machine has and
 * that were fetched. The order in which a server sends them proves nothing: links are names and signatures.
 */

/** Longest path. Real ones have 2 to 5 certificates; NIST's test suite goes to 8. */
export const MAX_PATH_LENGTH = 16;
/** Most paths that are kept: cross-signed public CAs give fewer than ten. */
export const MAX_PATHS = 64;
/** Most signatures that are verified in one search: bounds what a hostile pool of look-alikes costs (about 50 µs each). */
export const MAX_SIGNATURE_CHECKS = 400;
/** Most beginnings of paths that are looked at: bounds what authorities that certified each other in circles cost. */
export const MAX_STEPS = 4_000;

export interface PathQuestion {
  readonly leaf: Certificate;
  /** What was sent, fetched or given, in any order, duplicates welcome. The store's intermediates are added by the search. */
  readonly pool: readonly PathElement[];
  readonly store: TrustStore;
  /** Public roots that are known by content (Node's bundle): they show what an absent root is, and are not trusted. */
  readonly knownPublicRoots?: readonly Certificate[];
  /** Thumbprints that Microsoft's trust list names (authroot-ctl.ts). */
  readonly rootProgram?: ReadonlySet<string>;
  /** The moment that is asked about: milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly usage?: PathUsage;
  /** Build of Windows, where known. */
  readonly osBuild?: number | undefined;
}

/** A certificate whose issuer is worth fetching. */
export interface WantedIssuer {
  readonly certificate: Certificate;
  /** caIssuers URLs in the order of the certificate; empty when it names none. */
  readonly urls: readonly string[];
  /** `missing`: nobody has the issuer. `alternative`: there is one, and no path through it is valid. */
  readonly reason: 'missing' | 'alternative';
}

export interface PathSearch {
  /** Best first: valid, then undetermined, then invalid; a trusted end before others; fewer faults; shorter. */
  readonly candidates: readonly CandidatePath[];
  /** Empty when a path is valid: Windows fetches only when nothing at hand completes a chain. */
  readonly wantedIssuers: readonly WantedIssuer[];
  /** A limit cut the search short: "no path" then means "not known". */
  readonly incomplete: boolean;
}

/** Searches and judges all paths. */
export function searchPaths(question: PathQuestion): PathSearch {
  const search = new Search(question);
  search.run();
  const candidates = search.found.toSorted(byQuality);
  const hasValid = candidates.some((path) => pathVerdict(path) === 'valid');
  return {
    candidates,
    wantedIssuers: hasValid ? [] : wantedIssuers(candidates),
    incomplete: search.incomplete,
  };
}

/** The beginning of a path and what is wrong with its links. */
interface Climb {
  readonly path: readonly PathElement[];
  readonly faults: readonly PathFault[];
}

class Search {
  readonly found: CandidatePath[] = [];
  incomplete = false;
  readonly #question: PathQuestion;
  /** The pool by the name of the subject: of thousands only a few have the issuer's. */
  readonly #bySubject: ReadonlyMap<string, readonly PathElement[]>;
  readonly #signatures = new Map<string, SignatureVerdict>();
  readonly #publicRoots: ReadonlySet<string>;
  #steps = 0;
  #circle: Climb | undefined;

  constructor(question: PathQuestion) {
    this.#question = question;
    const pool = distinct([
      ...rootsOf(question.store.roots, 'root-store'),
      ...question.pool,
      ...question.store.intermediates.map((certificate): PathElement => ({ certificate, source: 'ca-store' })),
      ...rootsOf(question.store.userRoots, 'user-root-store'),
      ...(question.knownPublicRoots ?? []).map((certificate): PathElement => ({ certificate, source: 'root-program' })),
    ]);
    this.#bySubject = Map.groupBy(pool, ({ certificate }) => certificate.subject.comparisonKey);
    const authRoots = question.store.roots.filter(({ member }) => member === 'auth-root');
    this.#publicRoots = new Set([
      ...(question.rootProgram ?? []),
      ...(question.knownPublicRoots ?? []).map(({ thumbprint }) => thumbprint),
      ...authRoots.map(({ certificate }) => certificate.thumbprint),
    ]);
  }

  /**
   * Shorter paths first: where authorities have certified each other in every direction, the limits are then used up by
   * the longest detours and not before the short way was looked at.
   */
  run(): void {
    let level: readonly Climb[] = [{ path: [{ certificate: this.#question.leaf, source: 'server' }], faults: [] }];
    while (level.length > 0) level = level.flatMap((climb) => this.#climb(climb));
    if (this.found.length === 0 && this.#circle !== undefined) this.#keepDeadEnd(this.#circle);
  }

  /** The paths that are one element longer; none where this one ends. */
  #climb({ path, faults }: Climb): readonly Climb[] {
    const top = path.at(-1)?.certificate;
    if (top === undefined || this.#isFull()) return [];
    this.#steps += 1;
    if (this.#isSelfSigned(top)) return this.#keep(path, this.#rootEnd(top), faults);
    if (path.length >= MAX_PATH_LENGTH) return this.#keep(path, { kind: 'too-long' }, faults);
    const issuers = this.#issuersOf(top, path);
    const signers = issuers.filter(({ signature }) => signature !== 'invalid');
    // Only when nobody with the right name signed it does the one with the wrong signature explain anything.
    const followed = signers.length > 0 ? signers : issuers.filter(({ certificate }) => !contradicts(top, certificate));
    if (followed.length === 0) return this.#deadEnd(path, top, faults);
    return followed.map(({ certificate, source, signature }) => ({
      path: [...path, { certificate, source }],
      faults: [...faults, ...linkFaultsOf(top, certificate, signature, path.length - 1)],
    }));
  }

  /**
   * Where the only issuers stand on the path already, it went in a circle (CERT_TRUST_IS_CYCLIC): the way without that
   * detour is another path. It counts only when there is none.
   */
  #deadEnd(path: readonly PathElement[], top: Certificate, faults: readonly PathFault[]): readonly [] {
    if (!path.slice(0, -1).some(({ certificate }) => sameName(certificate.subject, top.issuer))) {
      return this.#keepDeadEnd({ path, faults });
    }
    this.#circle ??= { path, faults };
    return [];
  }

  #keepDeadEnd({ path, faults }: Climb): readonly [] {
    const top = path.at(-1)?.certificate;
    return top === undefined ? [] : this.#keep(path, { kind: 'issuer-not-found', certificate: top }, faults);
  }

  #isFull(): boolean {
    const isFull =
      this.found.length >= MAX_PATHS || this.#signatures.size >= MAX_SIGNATURE_CHECKS || this.#steps >= MAX_STEPS;
    if (!isFull) return false;
    this.incomplete = true;
    return true;
  }

  /** Certificates with the issuer's name that are not on the path yet, neither themselves nor by name and key. */
  #issuersOf(child: Certificate, path: readonly PathElement[]) {
    return (this.#bySubject.get(child.issuer.comparisonKey) ?? [])
      .filter(({ certificate }) => !isOnPath(certificate, path))
      .map((element) => ({ ...element, signature: this.#verify(child, element.certificate) }));
  }

  /**
   * A self-signature proves nothing, so one that cannot be verified here (MD2 on an old root) does not matter: a root is
   * trusted by being in the store. One that is wrong tells a self-issued certificate of a new key from a root.
   */
  #isSelfSigned(certificate: Certificate): boolean {
    return sameName(certificate.subject, certificate.issuer) && this.#verify(certificate, certificate) !== 'invalid';
  }

  /** Once for each key: an authority has many certificates for one. */
  #verify(child: Certificate, issuer: Certificate): SignatureVerdict {
    const key = `${child.thumbprint} ${Buffer.from(issuer.publicKey.der).toString('latin1')}`;
    const known = this.#signatures.get(key);
    if (known !== undefined) return known;
    const verdict = verifySignedObject(child, issuer);
    this.#signatures.set(key, verdict);
    return verdict;
  }

  #rootEnd(certificate: Certificate): PathEnd {
    const { store, atMs, leaf } = this.#question;
    const entries = store.roots.filter((root) => root.certificate.thumbprint === certificate.thumbprint);
    // The same root may stand in several members of the logical store: one entry without limits is enough.
    const free = entries.find(({ properties }) => serverAuthLimit(properties, leaf.notBeforeMs, atMs) === undefined);
    const root = free ?? entries[0];
    if (root) return { kind: 'trusted-root', root };
    const userRoot = store.userRoots.find((entry) => entry.certificate.thumbprint === certificate.thumbprint);
    if (userRoot) return { kind: 'user-root', root: userRoot };
    const kind = this.#publicRoots.has(certificate.thumbprint) ? 'program-root' : 'untrusted-root';
    return { kind, certificate };
  }

  #keep(elements: readonly PathElement[], end: PathEnd, linkFaults: readonly PathFault[]): readonly [] {
    const { atMs, usage = 'server-authentication', osBuild, store } = this.#question;
    const context = { atMs, usage, osBuild, disallowed: store.disallowed, publicRoots: this.#publicRoots };
    const { faults, cautions } = judgePath(elements, end, context);
    this.found.push({ elements, end, faults: [...linkFaults, ...faults], cautions });
    return [];
  }
}

const rootsOf = (roots: readonly TrustedRoot[], source: CertificateSource): PathElement[] =>
  roots.map(({ certificate }) => ({ certificate, source }));

/** The first element of each certificate: what the machine has counts as its own even when the server sent it too. */
function distinct(elements: readonly PathElement[]): PathElement[] {
  const seen = new Map<string, PathElement>();
  for (const element of elements) {
    if (!seen.has(element.certificate.thumbprint)) seen.set(element.certificate.thumbprint, element);
  }
  return [...seen.values()];
}

/** caIssuers URLs of a certificate in its order (RFC 5280 §4.2.2.1). */
export function issuerUrls(certificate: Certificate): readonly string[] {
  return urisOf(
    (certificate.authorityInfoAccess ?? [])
      .filter(({ method }) => method === OID.caIssuers)
      .map(({ location }) => location),
  );
}

function wantedIssuers(candidates: readonly CandidatePath[]): WantedIssuer[] {
  const wanted = new Map<string, WantedIssuer>();
  for (const { elements, end } of candidates) {
    elements.forEach(({ certificate }, position) => {
      const isTop = position === elements.length - 1;
      if (isTop && end.kind !== 'issuer-not-found') return;
      const reason = isTop ? 'missing' : 'alternative';
      if (reason === 'missing' || !wanted.has(certificate.thumbprint)) {
        wanted.set(certificate.thumbprint, { certificate, urls: issuerUrls(certificate), reason });
      }
    });
  }
  return [...wanted.values()].toSorted(
    (a, b) => Number(a.reason === 'alternative') - Number(b.reason === 'alternative'),
  );
}

const VERDICT_RANK = { valid: 0, undetermined: 1, invalid: 2 } as const;
const END_RANK: Record<PathEnd['kind'], number> = {
  'trusted-root': 0,
  'program-root': 1,
  'user-root': 2,
  'untrusted-root': 3,
  'issuer-not-found': 4,
  'too-long': 5,
};

function byQuality(a: CandidatePath, b: CandidatePath): number {
  return (
    VERDICT_RANK[pathVerdict(a)] - VERDICT_RANK[pathVerdict(b)] ||
    END_RANK[a.end.kind] - END_RANK[b.end.kind] ||
    a.faults.length - b.faults.length ||
    a.elements.length - b.elements.length
  );
}
