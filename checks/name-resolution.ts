import { blockedBy, type Check } from '../src/core/check.ts';
import { judgeAnswer } from './name-resolution/answer.ts';
import { finding } from './name-resolution/codes.ts';
import type { NameResolutionEvidence } from './name-resolution/evidence.ts';
import { gatherNameFacts } from './name-resolution/gather.ts';
import { judgeNoAnswer } from './name-resolution/no-answer.ts';
import { judgeNotes } from './name-resolution/notes.ts';
import { presentNameFacts } from './name-resolution/presentation.ts';
import { systemAddresses } from './name-resolution/seen-view.ts';
import { proxyFor } from './network-path/proxy.ts';

export type { NameResolutionEvidence } from './name-resolution/evidence.ts';

export const nameResolution: Check<NameResolutionEvidence> = {
  id: 'name-resolution',
  title: "the CMG's name resolves here to the CMG",
  exitCode: 20030,
  codes: finding.codes,
  needsCmg: true,
  // The system's own lookup and one round at odd addresses.
  timeoutMs: 30_000,

  async probe(context) {
    const { cmg } = context.target;
    // Asked for by a check that can do without a CMG, such as clock-skew.
    return cmg === undefined ? blockedBy(nameResolution, 'no CMG is named') : gatherNameFacts(context, cmg);
  },

  judge(evidence) {
    const decisive = evidence.system.status === 'answered' ? judgeAnswer(evidence) : judgeNoAnswer(evidence);
    return [decisive, ...judgeNotes(evidence, decisive).filter(({ code }) => code !== decisive.code)];
  },

  present: presentNameFacts,
};

/** Where to connect: to addresses, or by name through a proxy; neither when the name leads nowhere or to somebody else. */
export type WayToCmg =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'proxy'; readonly route: { readonly host: string; readonly port: number } }
  | { readonly kind: 'none'; readonly why: string };

export function wayToCmg(evidence: NameResolutionEvidence): WayToCmg {
  const route = proxyFor(evidence.proxy, { host: evidence.host, scheme: 'https' });
  if (route !== undefined) {
    return { kind: 'proxy', route };
  }
  const addresses = systemAddresses(evidence);
  if (addresses.length === 0) {
    return { kind: 'none', why: 'there is no address to connect to' };
  }
  return judgeAnswer(evidence).status === 'fail'
    ? { kind: 'none', why: 'the address found here is not that of the CMG' }
    : { kind: 'addresses', addresses };
}
