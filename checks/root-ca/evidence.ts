import type { JsonObject } from '../../src/core/json.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { CandidatePath, PathEnd } from '../../src/trust/path.ts';
import type { PathSearch } from '../../src/trust/path-search.ts';
import type { RootUpdateState } from '../../src/trust/root-verdict.ts';
import type { ChainEngineSettings } from './chain-engine.ts';
import type { IssuerFetch } from './fetch-issuers.ts';
import type { MachineStores } from './machine-stores.ts';
import type { RetrievalFault } from './retrieval.ts';
import { presentSchannel, type SchannelAnswer } from './schannel.ts';
import type { UnreadKey } from './unread-key.ts';

export type RootCaEvidence =
  /** The first certificate is none that can be read. */
  { readonly kind: 'unreadable-certificate'; readonly why: string } | SearchedChain;

export interface SearchedChain {
  readonly kind: 'searched';
  readonly search: PathSearch;
  readonly fetches: readonly IssuerFetch[];
  /** How many certificates the server sent, and how many of them cannot be read. */
  readonly sent: number;
  readonly unreadableSent: number;
  readonly machine: MachineStores;
  /** Keys of stores and settings that could not be read. */
  readonly unread: readonly UnreadKey[];
  readonly update: RootUpdateState;
  readonly updateDetail: string;
  readonly updateFault?: RetrievalFault;
  readonly updateUrl: string;
  /** A proxy script that Windows would follow and that was not followed here. */
  readonly unfollowedScript?: string;
  /** A policy trusts only roots that policy or Active Directory deployed. */
  readonly onlyPolicyRoots: boolean;
  readonly engine: ChainEngineSettings;
  /** What Windows itself says about this certificate. */
  readonly schannel: SchannelAnswer;
}

/** Paths beyond this are variations that change nothing. */
const MAX_PRESENTED_PATHS = 8;
/** A broken store may have thousands. */
const MAX_PRESENTED_ENTRIES = 20;

export function presentRootCa(evidence: RootCaEvidence): JsonObject {
  if (evidence.kind === 'unreadable-certificate') return { ...evidence };
  const { search, machine, update, engine } = evidence;
  const { store } = machine;
  return {
    certificatesSent: evidence.sent,
    unreadableCertificatesSent: evidence.unreadableSent,
    paths: search.candidates.slice(0, MAX_PRESENTED_PATHS).map(presentPath),
    searchIncomplete: search.incomplete,
    issuerFetches: evidence.fetches.map((fetch) => ({ ...fetch, thumbprints: [...fetch.thumbprints] })),
    stores: {
      roots: store.roots.length,
      userRoots: store.userRoots.length,
      rootsOfSystemAsUser: machine.systemRoots.size,
      intermediates: store.intermediates.length,
      disallowed: store.disallowed.size,
      onlyPolicyRoots: evidence.onlyPolicyRoots,
      unreadableEntries: store.unreadable
        .slice(0, MAX_PRESENTED_ENTRIES)
        .map(({ store: name, keyName, error }) => `${name}\\${keyName}: ${error.message}`),
      unreadKeys: evidence.unread.map(({ key, why }) => `${key}: ${why}`),
    },
    rootUpdate: {
      trustList: update.list.kind,
      disabledByPolicy: update.disabledByPolicy,
      source: update.source,
      sourceUrl: evidence.updateUrl,
      detail: evidence.updateDetail,
    },
    chainEngine: { ...engine },
    schannel: presentSchannel(evidence.schannel),
  };
}

function presentPath({ elements, end, faults, cautions }: CandidatePath): JsonObject {
  return {
    end: presentEnd(end),
    elements: elements.map(({ certificate, source }) => ({ source, ...presentCertificate(certificate) })),
    faults: faults.map((fault) => ({ ...fault })),
    cautions: cautions.map((caution) => ({ ...caution })),
  };
}

function presentEnd(end: PathEnd): string {
  return end.kind === 'trusted-root' ? `trusted-root (${end.root.member})` : end.kind;
}

/** What a person needs to find a certificate again. */
export function presentCertificate(certificate: Certificate): JsonObject {
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serialText,
    thumbprint: certificate.thumbprint,
    notBefore: new Date(certificate.notBeforeMs).toISOString(),
    notAfter: new Date(certificate.notAfterMs).toISOString(),
  };
}
