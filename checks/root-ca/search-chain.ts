import type { ProbeContext } from '../../src/core/check.ts';
import type { Decoded } from '../../src/formats/format-error.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { SessionFacts } from '../../src/host/ports.ts';
import { knownPublicRoots } from '../../src/trust/known-public-roots.ts';
import type { PathElement } from '../../src/trust/path.ts';
import { type PathQuestion, searchPaths } from '../../src/trust/path-search.ts';
import { rootProgramThumbprints } from '../../src/trust/root-program-list.ts';
import { judgeRoot, type RootUpdateState } from '../../src/trust/root-verdict.ts';
import type { CmgConnection, CmgConnectionEvidence } from '../cmg-connection.ts';
import { type ChainEngineSettings, readChainEngine } from './chain-engine.ts';
import type { SearchedChain } from './evidence.ts';
import { type CompletedSearch, fetchIssuers, searchWithIssuers } from './fetch-issuers.ts';
import { readMachineStores } from './machine-stores.ts';
import { retrievalRoute, unfollowedScript } from './retrieval.ts';
import {
  askRootUpdate,
  listedIssuers,
  type RootUpdateAnswer,
  type RootUpdateSettings,
  readRootUpdateSettings,
  rootUrl,
  trustListUrl,
} from './root-update.ts';

/** Longest chain a server sends that is looked at: real ones have 2 to 5 certificates. */
export const MAX_SENT = 32;
/** Roots of one name that are fetched from the trust list's folder; one, or two after a renewal. */
const MAX_LISTED_ROOTS = 3;

/** What the CMG sent, decoded. */
export interface SentChain {
  readonly leaf: Certificate;
  /** All of it, the first included. */
  readonly sent: readonly Decoded<Certificate>[];
}

/** Builds every chain from what was sent, this machine's stores and the network. */
export async function searchChain(
  context: ProbeContext,
  connection: CmgConnectionEvidence,
  peer: CmgConnection,
  { leaf, sent }: SentChain,
  session: SessionFacts | undefined,
): Promise<Omit<SearchedChain, 'schannel'>> {
  const reading = readRootUpdateSettings(context);
  const disallowedList = reading.then((read) => read.disallowedList);
  const [settings, engine, machine] = await Promise.all([
    reading,
    readChainEngine(context),
    readMachineStores(context, session?.isSystem ?? null, disallowedList),
  ]);
  const question: PathQuestion = {
    leaf,
    pool: sent
      .slice(1)
      .flatMap((certificate): PathElement[] =>
        certificate.ok ? [{ certificate: certificate.value, source: 'server' }] : [],
      ),
    store: machine.store,
    knownPublicRoots: knownPublicRoots(),
    rootProgram: rootProgramThumbprints(settings.list),
    atMs: context.observedAt.getTime(),
    osBuild: session?.osBuild ?? undefined,
  };
  const { search, fetches, update, answer } = await complete(context, connection, question, settings, engine);
  const script = unfollowedScript(connection);
  const dropped = peer.certificates.length > MAX_SENT;
  return {
    kind: 'searched',
    search: dropped ? { ...search, incomplete: true } : search,
    fetches,
    sent: peer.certificates.length,
    unreadableSent: sent.filter(({ ok }) => !ok).length,
    machine,
    unread: [...machine.unread, ...settings.unread],
    update,
    updateDetail: answer.detail,
    ...(answer.fault && { updateFault: answer.fault }),
    updateUrl: trustListUrl(settings.folder),
    onlyPolicyRoots: settings.onlyPolicyRoots,
    engine,
    ...(script !== undefined && { unfollowedScript: script }),
  };
}

/** Fetches what is missing: issuers by AIA, then, where it comes to that, a root as the automatic root update would. */
async function complete(
  context: ProbeContext,
  connection: CmgConnectionEvidence,
  question: PathQuestion,
  settings: RootUpdateSettings,
  engine: ChainEngineSettings,
): Promise<Omit<CompletedSearch, 'pool'> & { readonly update: RootUpdateState; readonly answer: RootUpdateAnswer }> {
  const route = (url: string) => retrievalRoute(connection, url);
  const { list, disabledByPolicy, folder } = settings;
  const untried: RootUpdateState = { list, disabledByPolicy, source: 'not-asked' };
  const byAia = await searchWithIssuers(context, question, engine, route);
  if (judgeRoot(byAia.search, untried, question.atMs).code !== 'needs-update-source') {
    return { ...byAia, update: untried, answer: { source: 'not-asked', detail: '' } };
  }
  const [answer, roots] = await Promise.all([
    askRootUpdate(context, trustListUrl(folder), engine, route(trustListUrl(folder))),
    fetchListedRoots(context, byAia, settings, engine, route),
  ]);
  const pool = [...byAia.pool, ...roots.flatMap(({ elements }) => elements)];
  return {
    search: roots.length === 0 ? byAia.search : searchPaths({ ...question, pool }),
    fetches: [...byAia.fetches, ...roots.map(({ fetch }) => fetch)],
    update: { ...untried, source: answer.source },
    answer,
  };
}

/** Roots that nobody sent and that the trust list names: without the certificate itself no list of theirs can be verified. */
function fetchListedRoots(
  context: ProbeContext,
  { search }: CompletedSearch,
  { list, folder }: RootUpdateSettings,
  engine: ChainEngineSettings,
  route: (url: string) => ReturnType<typeof retrievalRoute>,
) {
  const rootless = search.candidates.flatMap(({ end }) => (end.kind === 'issuer-not-found' ? [end.certificate] : []));
  const thumbprints = new Set(rootless.flatMap((certificate) => listedIssuers(list, certificate)));
  return Promise.all(
    [...thumbprints].slice(0, MAX_LISTED_ROOTS).map(async (thumbprint) => {
      const url = rootUrl(folder, thumbprint);
      const root = await fetchIssuers(context, url, { ...engine, fetchesIssuers: true }, route(url), 'root-program');
      // It comes over plain http: only the certificate that the list names counts.
      return { ...root, elements: root.elements.filter(({ certificate }) => certificate.thumbprint === thumbprint) };
    }),
  );
}
