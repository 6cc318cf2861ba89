import { blockedBy, type Check } from '../src/core/check.ts';
import type { CmgTarget } from '../src/core/target.ts';
import { type CcmsetupCommand, cmgAddressOf } from '../src/formats/ccmsetup-command.ts';
import { parseCmgHostName } from '../src/formats/cmg-host-name.ts';
import { cmgConnection, peerOf, routeTo } from './cmg-connection.ts';
import { classifyAnswer } from './cmg-service/answer.ts';
import { askCmg, type CmgQuestion, presentQuestion } from './cmg-service/ask.ts';
import { finding } from './cmg-service/codes.ts';
import { judgeService } from './cmg-service/judgement.ts';
import { questionsFor, type Topic } from './cmg-service/questions.ts';
import { distrusted } from './cmg-service/trust.ts';
import { concludeOnboarding } from './tenant-onboarding/conclusion.ts';
import { tenantOnboarding } from './tenant-onboarding.ts';

export interface CmgServiceEvidence {
  readonly questions: readonly (CmgQuestion & { readonly topic: Topic })[];
}

const REQUEST_TIMEOUT_MS = 15_000;
/** Refusals are short; what is longer is only sniffed at. */
const MAX_ANSWER_BYTES = 16 * 1024;

export const cmgService: Check<CmgServiceEvidence> = {
  id: 'cmg-service',
  title: 'the CMG answers as a cloud management gateway',
  exitCode: 20100,
  codes: finding.codes,
  // tenant-onboarding is looked at in judgement only, so that no request waits for it.
  requires: [cmgConnection],
  needsCmg: true,
  timeoutMs: REQUEST_TIMEOUT_MS + 5_000,

  async probe(context) {
    const { cmg } = context.target;
    const connection = context.evidenceOf(cmgConnection);
    const peer = connection && peerOf(connection);
    if (cmg === undefined || connection === undefined || peer === undefined) {
      return blockedBy(cmgConnection, 'without a connection nothing can be asked');
    }
    const limits = { timeoutMs: REQUEST_TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES };
    const questions = questionsFor(withPath(cmg, context.target.ccmsetup)).map(async ({ topic, url }) => {
      const to = { leafSha256: peer.leafSha256, proxy: routeTo(connection, url) };
      return { topic, ...(await askCmg(context, url, to, limits)) };
    });
    return { questions: await Promise.all(questions) };
  },

  judge({ questions }, context) {
    const onboarding = context.evidenceOf(tenantOnboarding);
    const culprit = distrusted(context);
    return judgeService(
      questions.map(({ topic, url, outcome }) => ({ topic, url, answer: classifyAnswer(outcome, url) })),
      {
        ...(onboarding?.kind === 'asked' && { onboarding: concludeOnboarding(onboarding) }),
        ...(culprit !== undefined && { distrustedBy: culprit.id }),
      },
    );
  },

  present: ({ questions }) => ({
    questions: questions.map(({ topic, ...question }) => ({ topic, ...presentQuestion(question) })),
  }),
};

/** The management point's path: `--cmg` has it, or the line's CCMHOSTNAME for the same host. */
function withPath(cmg: CmgTarget, command: CcmsetupCommand | undefined): CmgTarget {
  const address = command && cmgAddressOf(command);
  const parsed = address === undefined ? undefined : parseCmgHostName(address);
  if (cmg.path !== undefined || parsed?.ok !== true || parsed.cmg.host !== cmg.host) return cmg;
  return { ...cmg, ...(parsed.cmg.path !== undefined && { path: parsed.cmg.path }) };
}
