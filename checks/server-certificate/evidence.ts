import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { CandidatePath } from '../../src/trust/path.ts';
import type { PathSearch } from '../../src/trust/path-search.ts';
import type { CollectedAnswer } from '../../src/trust/revocation.ts';
import type { RevocationSource } from '../../src/trust/revocation-sources.ts';
import type { RootUpdateState } from '../../src/trust/root-verdict.ts';
import type { IssuerFetch } from '../root-ca/fetch-issuers.ts';
import type { UnreadKey } from '../root-ca/unread-key.ts';

/** A file with a server certificate, read. */
export interface CertificateFile {
  /** As it was named, for findings. */
  readonly name: string;
  /** The one that the CMG is to show. */
  readonly leaf: Certificate;
  /** The others of the file, in its order: candidates for the chain. */
  readonly others: readonly Certificate[];
  /** Only of a PFX. */
  readonly pfx?: {
    readonly privateKeys: number;
    readonly unknownKeys: number;
    readonly keyIsOf: Certificate | undefined;
  };
}

/** A revocation list that was handed over instead of being fetched. */
export interface GivenList {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is asked about a certificate. */
export interface CertificateQuestion {
  readonly file: CertificateFile;
  /** The name of the CMG, lower case, ASCII. */
  readonly host: string | undefined;
  /** Trust exactly these; undefined: this machine's stores. */
  readonly roots: readonly Certificate[] | undefined;
  readonly intermediates: readonly Certificate[];
  /** Judge revocation by these and fetch none; undefined: fetch. */
  readonly lists: readonly GivenList[] | undefined;
  readonly offline: boolean;
  readonly noCrlCheck: boolean;
  /** The moment that is asked about: milliseconds since 1970 UTC. */
  readonly atMs: number;
}

/** Where the trust in a root comes from. */
export type TrustBase =
  | { readonly kind: 'given' }
  | {
      readonly kind: 'machine';
      readonly update: RootUpdateState;
      readonly updateUrl: string;
      readonly updateDetail: string;
      readonly unread: readonly UnreadKey[];
    }
  /** Only Windows has the stores that decide. */
  | { readonly kind: 'none' };

/** What is known about the revocation of one certificate. */
export interface RevocationFacts {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  /** As the certificate names them. */
  readonly sources: readonly RevocationSource[];
  readonly answers: readonly CollectedAnswer[];
}

export interface PathFacts {
  readonly path: CandidatePath;
  /** Every certificate whose issuer is on the path, server certificate first. */
  readonly certificates: readonly RevocationFacts[];
}

export interface CertificateEvidence {
  readonly question: CertificateQuestion;
  readonly trust: TrustBase;
  readonly search: PathSearch;
  readonly fetches: readonly IssuerFetch[];
  /** The chains that Windows may take, best first. */
  readonly paths: readonly PathFacts[];
  /** Given lists that are none. */
  readonly unreadLists: readonly { readonly name: string; readonly why: string }[];
  /** It was stopped, or took too long, before everything was known. */
  readonly cutOff: boolean;
}
