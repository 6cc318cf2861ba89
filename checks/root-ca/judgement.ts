import type { JudgeContext } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { RootVerdict } from '../../src/trust/root-verdict.ts';
import { chainFinding } from './chain-finding.ts';
import { finding, SYMPTOM } from './codes.ts';
import { doubtAbout } from './doubt.ts';
import type { RootCaEvidence, SearchedChain } from './evidence.ts';
import { chainNotes } from './notes.ts';
import { compareWithSchannel } from './schannel-comparison.ts';
import { isAccepted, verdictByTime, verdictOf } from './verdict.ts';
import { faultWords, faultyCertificate, isDateFault } from './wording.ts';
import { wrongClockOf } from './wrong-clock.ts';

export function judgeChain(evidence: RootCaEvidence, context: JudgeContext): readonly Finding[] {
  if (evidence.kind === 'unreadable-certificate') {
    return [
      finding.unknown('undetermined', {
        what: "Whether the CMG's certificate chains to a trusted root could not be determined",
        why: `The certificate cannot be read: ${evidence.why}.`,
        fix: 'Look at the certificate of the CMG with `certutil -dump`; renew it if Windows cannot read it either.',
        owner: 'pki',
      }),
    ];
  }
  return compareWithSchannel(judgeByStores(evidence, context), evidence.schannel, context);
}

/** The verdict of our own reading of this machine's stores. */
function judgeByStores(evidence: SearchedChain, context: JudgeContext): readonly Finding[] {
  const verdict = verdictOf(evidence, context.observedAt.getTime());
  const instead = doubtAbout(verdict, evidence) ?? clockFinding(verdict, evidence, context);
  if (instead !== undefined) return [instead];
  return [chainFinding(verdict, evidence), ...(isAccepted(verdict) ? chainNotes(verdict.path, evidence) : [])];
}

/** Nothing is wrong with the chain but the time it is looked at. */
function clockFinding(verdict: RootVerdict, evidence: SearchedChain, context: JudgeContext): Finding | undefined {
  const clock = verdict.faults.some(isDateFault) ? wrongClockOf(context) : undefined;
  if (clock === undefined) return undefined;
  const trueTime = context.observedAt.getTime() - clock.offsetMs;
  if (!isAccepted(verdictByTime(evidence, trueTime))) return undefined;
  const what = `By this device's clock the chain is not valid: ${faultWords(verdict)}`;
  const subject = faultyCertificate(verdict)?.thumbprint;
  const about = subject === undefined ? {} : { subject };
  return clock.hasOwnFailure
    ? finding.skip('invalid-chain', {
        what,
        why: `clock-skew stands in the way: the clock is ${clock.words}, and by the right time the chain is trusted.`,
        subject: 'clock-skew',
      })
    : finding.fail('invalid-chain', {
        what,
        why: `The clock is ${clock.words}; by the right time the chain is trusted. Windows judges by its own clock.`,
        fix: "Set this device's clock: `w32tm /resync` as administrator, or Settings > Time & language > Sync now.",
        owner: 'device',
        symptom: SYMPTOM.date,
        ...about,
      });
}
