import type { ProbeContext } from '../../src/core/check.ts';

import type { ProxyRoute } from '../../src/host/ports.ts';
import { knownPublicRoots } from '../../src/trust/known-public-roots.ts';
import type { CandidatePath, PathElement } from '../../src/trust/path.ts';
import { type PathQuestion, type PathSearch, searchPaths } from '../../src/trust/path-search.ts';
import { revocationSources } from '../../src/trust/revocation-sources.ts';
import { rootProgramThumbprints } from '../../src/trust/root-program-list.ts';
import { judgeRoot, type RootUpdateState } from '../../src/trust/root-verdict.ts';
import { storeOfRoots, type TrustStore } from '../../src/trust/trust-store.ts';
import { answerOf, createCollector } from '../crl-reachability/collect.ts';
import { gatherProxyChoice, proxyForUrl } from '../network-path/proxy.ts';
import { type ChainEngineSettings, DEFAULT_CHAIN_ENGINE, readChainEngine } from '../root-ca/chain-engine.ts';
import { searchWithIssuers } from '../root-ca/fetch-issuers.ts';
import { readMachineStores } from '../root-ca/machine-stores.ts';
import { askRootUpdate, readRootUpdateSettings, trustListUrl } from '../root-ca/root-update.ts';
import { chainsToAsk } from './chain-verdict.ts';
import type { CertificateEvidence, CertificateQuestion, PathFacts, RevocationFacts, TrustBase } from './evidence.ts';
import { answersFor, type DecodedCrl, decodeGivenLists } from './given-lists.ts';

/** Finds chains and revocation information for a certificate: in what was given, on this machine, and on the network. */
export async function gatherCertificate(
  context: ProbeContext,
  question: CertificateQuestion,
): Promise<CertificateEvidence> {
  const ground = await trustGround(context, question);
  const line = question.offline ? OFFLINE : await lineOf(context, ground.isWindows);
  const asked: PathQuestion = {
    leaf: question.file.leaf,
    pool: poolOf(question),
    store: ground.store,
    knownPublicRoots: knownPublicRoots(),
    rootProgram: ground.rootProgram,
    atMs: question.atMs,
    osBuild: ground.osBuild,
  };
  const { search, fetches } = question.offline
    ? { search: searchPaths(asked), fetches: [] }
    : await searchWithIssuers(context, asked, line.engine, line.routeTo);
  const trust = await completeTrust(context, question, ground.trust, search, line);
  const given = decodeGivenLists(question.lists ?? []);
  const factsOf = revocationFactsOf(context, question, given, line);
  return {
    question,
    trust,
    search,
    fetches,
    paths: await Promise.all(
      chainsToAsk(search, trust, question.atMs).map(async (path) => ({ path, certificates: await factsOf(path) })),
    ),
    unreadLists: given.flatMap(({ name, list }) => (list.ok ? [] : [{ name, why: list.error.message }])),
    cutOff: context.signal.aborted,
  };
}

/** How things are fetched. */
interface Line {
  readonly engine: ChainEngineSettings;
  readonly routeTo: (url: string) => ProxyRoute | undefined;
}
const OFFLINE: Line = { engine: DEFAULT_CHAIN_ENGINE, routeTo: () => undefined };

async function lineOf(context: ProbeContext, isWindows: boolean): Promise<Line> {
  if (!isWindows) return OFFLINE;
  const [engine, choice] = await Promise.all([readChainEngine(context), gatherProxyChoice(context)]);
  // What this machine's own policy says about fetching is no business of the devices that will meet the certificate.
  return { engine: { ...engine, fetchesIssuers: true }, routeTo: (url) => proxyForUrl(choice, url) };
}

interface TrustGround {
  readonly isWindows: boolean;
  readonly osBuild: number | undefined;
  readonly store: TrustStore;
  readonly rootProgram: ReadonlySet<string>;
  readonly trust: TrustBase;
}

async function trustGround(context: ProbeContext, { roots }: CertificateQuestion): Promise<TrustGround> {
  const session = await context.host.session.describe(context.signal);
  const isWindows = session.platform === 'windows';
  const common = { isWindows, osBuild: isWindows ? (session.osBuild ?? undefined) : undefined };
  if (roots !== undefined) {
    return { ...common, store: storeOfRoots(roots), rootProgram: new Set(), trust: { kind: 'given' } };
  }
  if (!isWindows) {
    return { ...common, store: storeOfRoots([]), rootProgram: new Set(), trust: { kind: 'none' } };
  }
  const reading = readRootUpdateSettings(context);
  const disallowedList = reading.then((read) => read.disallowedList);
  const [settings, machine] = await Promise.all([
    reading,
    readMachineStores(context, session.isSystem, disallowedList),
  ]);
  const { list, disabledByPolicy, folder } = settings;
  return {
    ...common,
    store: machine.store,
    rootProgram: rootProgramThumbprints(list),
    trust: {
      kind: 'machine',
      update: { list, disabledByPolicy, source: 'not-asked' },
      updateUrl: trustListUrl(folder),
      updateDetail: '',
      unread: [...machine.unread, ...settings.unread],
    },
  };
}

/** Asks the source of the automatic root update when the answer hangs on it. */
async function completeTrust(
  context: ProbeContext,
  { offline, atMs }: CertificateQuestion,
  trust: TrustBase,
  search: PathSearch,
  { engine, routeTo }: Line,
): Promise<TrustBase> {
  if (trust.kind !== 'machine' || offline) return trust;
  const update: RootUpdateState = trust.update;
  if (judgeRoot(search, update, atMs).code !== 'needs-update-source') return trust;
  const answer = await askRootUpdate(context, trust.updateUrl, engine, routeTo(trust.updateUrl));
  return { ...trust, update: { ...update, source: answer.source }, updateDetail: answer.detail };
}

function poolOf({ file, intermediates }: CertificateQuestion): readonly PathElement[] {
  return [...file.others, ...intermediates].map((certificate) => ({ certificate, source: 'file' }));
}

/** For each certificate with an issuer on the path: what was given about it, or what its sources answer. */
function revocationFactsOf(
  context: ProbeContext,
  { lists, offline }: CertificateQuestion,
  given: readonly DecodedCrl[],
  line: Line,
): (path: CandidatePath) => Promise<PathFacts['certificates']> {
  const collector = createCollector(context, line);
  const facts = async (link: Pick<RevocationFacts, 'certificate' | 'issuer'>): Promise<RevocationFacts> => {
    const sources = revocationSources(link.certificate);
    if (lists !== undefined) return { ...link, sources, answers: answersFor(link.certificate, given) };
    if (offline) return { ...link, sources, answers: [] };
    const { asked } = await collector.collect(link.certificate, link.issuer);
    return { ...link, sources, answers: asked.map(answerOf) };
  };
  return ({ elements }) =>
    Promise.all(
      elements.slice(0, -1).flatMap(({ certificate }, position) => {
        const issuer = elements[position + 1]?.certificate;
        return issuer === undefined ? [] : [facts({ certificate, issuer })];
      }),
    );
}
