import { blockedBy, type Check } from '../src/core/check.ts';
import { decodeCertificate } from '../src/formats/x509-certificate.ts';
import { knownPublicRoots } from '../src/trust/known-public-roots.ts';
import type { PathElement } from '../src/trust/path.ts';
import type { PathQuestion } from '../src/trust/path-search.ts';
import { judgeRoot, type RootUpdateState, rootProgramThumbprints } from '../src/trust/root-verdict.ts';
import { readTrustStore } from '../src/trust/trust-store.ts';
import { cmgConnection, inspectionOf, peerOf, routeTo } from './cmg-connection.ts';
import { deviceContext } from './device-context.ts';
import { finding } from './root-ca/codes.ts';
import { presentRootCa, type RootCaEvidence } from './root-ca/evidence.ts';
import { searchWithIssuers } from './root-ca/fetch-issuers.ts';
import { judgeChain } from './root-ca/judgement.ts';
import { readMachineStores } from './root-ca/machine-stores.ts';
import { askRootUpdate, readRootUpdateSettings } from './root-ca/root-update.ts';

export type { RootCaEvidence } from './root-ca/evidence.ts';

/** Longest chain a server sends that is looked at: real ones have 2 to 5 certificates. */
const MAX_SENT = 32;

/**
 * The verdict comes from this machine's stores as Windows combines them, not from OpenSSL's opinion and not from the
 * current user's store: ccmsetup checks the chain as SYSTEM through Schannel.
 */
export const rootCa: Check<RootCaEvidence> = {
  id: 'root-ca',
  title: 'the CMG certificate chains to a root this machine trusts',
  exitCode: 20050,
  codes: finding.codes,
  requires: [cmgConnection],
  uses: [deviceContext],
  needsCmg: true,
  // Stores, up to four rounds of AIA and the trust list, each bounded by itself.
  timeoutMs: 60_000,

  async probe(context) {
    const connection = context.evidenceOf(cmgConnection);
    const peer = connection && peerOf(connection);
    if (connection === undefined || peer === undefined) {
      return blockedBy(cmgConnection, 'no certificate was received from the CMG');
    }
    if (inspectionOf(connection).kind === 'inspected') {
      return blockedBy(cmgConnection, "the certificate is not the CMG's own but made by something in between");
    }
    const session = context.evidenceOf(deviceContext)?.session;
    if (session?.platform === 'other') return blockedBy(deviceContext, 'only Windows has the stores to look into');

    const sent = peer.certificates.slice(0, MAX_SENT).map(decodeCertificate);
    const [leaf, ...others] = sent;
    if (leaf === undefined || !leaf.ok) {
      return { kind: 'unreadable-certificate', why: leaf === undefined ? 'none was sent' : leaf.error.message };
    }
    const [machine, settings] = await Promise.all([
      readMachineStores(context, session?.isSystem ?? null),
      readRootUpdateSettings(context),
    ]);
    const pool: readonly PathElement[] = others.flatMap((certificate) =>
      certificate.ok ? [{ certificate: certificate.value, source: 'server' }] : [],
    );
    const question: PathQuestion = {
      leaf: leaf.value,
      pool,
      store: readTrustStore(machine.stores),
      knownPublicRoots: knownPublicRoots(),
      rootProgram: rootProgramThumbprints(settings.list),
      atMs: context.observedAt.getTime(),
      osBuild: session?.osBuild ?? undefined,
    };
    const completed = await searchWithIssuers(context, question, (url) => routeTo(connection, url));
    const update: RootUpdateState = {
      list: settings.list,
      disabledByPolicy: settings.disabledByPolicy,
      source: 'not-asked',
    };
    const first = judgeRoot(completed.search, update, question.atMs);
    const answer =
      first.code === 'needs-update-source'
        ? await askRootUpdate(context, settings.listUrl, routeTo(connection, settings.listUrl))
        : { source: 'not-asked' as const, detail: '' };
    return {
      kind: 'searched',
      search: completed.search,
      fetches: completed.fetches,
      sent: others.length + 1,
      unreadableSent: sent.filter(({ ok }) => !ok).length,
      store: question.store,
      unread: machine.unread,
      update: { ...update, source: answer.source },
      updateDetail: answer.detail,
      updateUrl: settings.listUrl,
    };
  },

  judge: (evidence, context) => judgeChain(evidence, context),

  present: presentRootCa,
};
