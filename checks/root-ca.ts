import { blockedBy, type Check } from '../src/core/check.ts';
import { decodeCertificate } from '../src/formats/x509-certificate.ts';
import { cmgConnection, inspectionOf, peerOf } from './cmg-connection.ts';
import { deviceContext } from './device-context.ts';
import { finding } from './root-ca/codes.ts';
import { presentRootCa, type RootCaEvidence } from './root-ca/evidence.ts';
import { judgeChain } from './root-ca/judgement.ts';
import { askSchannel } from './root-ca/schannel.ts';
import { MAX_SENT, searchChain } from './root-ca/search-chain.ts';

export type { RootCaEvidence, SearchedChain } from './root-ca/evidence.ts';

/**
 * The verdict comes from this machine's stores as Windows combines them, not from OpenSSL's opinion and not from the
 * current user's store: ccmsetup checks the chain as SYSTEM through Schannel. Where Windows can be asked itself, it is,
 * and has the last word.
 */
export const rootCa: Check<RootCaEvidence> = {
  id: 'root-ca',
  title: 'the CMG certificate chains to a root this machine trusts',
  exitCode: 20050,
  codes: finding.codes,
  requires: [cmgConnection],
  uses: [deviceContext],
  needsCmg: true,
  // The stores, three rounds of AIA, a listed root and the trust list, each bounded by itself; curl.exe beside them.
  timeoutMs: 90_000,

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
    const [leaf] = sent;
    if (leaf === undefined || !leaf.ok) {
      return { kind: 'unreadable-certificate', why: leaf === undefined ? 'none was sent' : leaf.error.message };
    }
    const [searched, schannel] = await Promise.all([
      searchChain(context, connection, peer, { leaf: leaf.value, sent }, session),
      askSchannel(context, peer, session),
    ]);
    return { ...searched, schannel };
  },

  judge: (evidence, context) => judgeChain(evidence, context),

  present: presentRootCa,
};
