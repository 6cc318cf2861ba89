import type { Finding } from '../../src/core/finding.ts';
import type { OnboardingConclusion } from '../tenant-onboarding/conclusion.ts';
import { type CmgAnswer, type CmgSide, statusOf, symptomOf } from './answer.ts';
import { finding } from './codes.ts';
import { areFiltered, pathsFiltered } from './filtered-paths.ts';
import type { Topic } from './questions.ts';

export interface JudgedQuestion {
  readonly topic: Topic;
  readonly url: string;
  readonly answer: CmgAnswer;
}

/** What is known besides the answers. */
export interface ServiceContext {
  /** What the CMG said about the tenant; absent when it was not asked. */
  readonly onboarding?: OnboardingConclusion;
  /** Id of the check by which the peer is not shown to be the CMG. */
  readonly distrustedBy?: string;
}

type Answered = Exclude<CmgAnswer, { kind: 'none' | 'success' }>;
type ServiceError = Extract<CmgAnswer, { kind: 'service-error' }>;

/** Refusals are what is hoped for: none of the questions carries a credential. */
export function judgeService(questions: readonly JudgedQuestion[], context: ServiceContext): readonly Finding[] {
  const marked = questions.filter(({ answer }) => markOf(answer) !== undefined);
  return marked.length > 0 ? judgeAlive(questions, marked, context) : [judgeUnmarked(questions, context)];
}

/** Which side of a CMG an answer comes from; undefined when anybody could have given it. */
function markOf(answer: CmgAnswer): CmgSide | undefined {
  return answer.kind === 'refused' || answer.kind === 'service-error' ? answer.side : undefined;
}

function judgeAlive(
  questions: readonly JudgedQuestion[],
  marked: readonly JudgedQuestion[],
  { onboarding }: ServiceContext,
): readonly Finding[] {
  const sides = new Set(marked.map(({ answer }) => markOf(answer)));
  const alive = finding.pass('alive', {
    what: `The CMG answers as one: ${summaryOf(marked)}`,
    why: sides.has('on-premises')
      ? 'Such an answer comes by way of the connection point, so that is connected.'
      : 'Only its Azure side answered; whether the connection point is connected shows with a credential only.',
  });
  const errors = questions.filter(({ answer }) => answer.kind === 'service-error');
  const isTold = onboarding?.kind === 'service-error';
  return [alive, ...(isTold ? [] : judgeErrors(errors)), ...judgeId(questions, marked)];
}

/** Some paths work and some do not: seen without a credential, that may be harmless. */
function judgeErrors(errors: readonly JudgedQuestion[]): readonly Finding[] {
  const [first] = errors.flatMap(({ answer }) => (answer.kind === 'service-error' ? [answer] : []));
  if (first === undefined) return [];
  const isThrottled = errors.some(({ answer }) => answer.kind === 'service-error' && answer.throttled);
  return [
    finding.warn(isThrottled ? 'throttled' : 'service-error', {
      what: `${isThrottled ? 'The CMG refuses requests because it gets too many' : 'Part of the CMG answers with an error'}: ${summaryOf(errors)}`,
      why: isThrottled
        ? 'ccmsetup repeats what was refused, by default every ten minutes, and the installation takes that much longer.'
        : 'A healthy site may answer a request without a credential like this too; if ccmsetup.log shows the same, the site has a fault.',
      fix: 'Look at the CMG and its connection point in the console; its connection analyzer asks with a credential.',
      owner: 'cmg-admin',
      transient: true,
      symptom: symptomOf(first),
    }),
  ];
}

/** The management point's path is not there, while others are. */
function judgeId(questions: readonly JudgedQuestion[], marked: readonly JudgedQuestion[]): readonly Finding[] {
  const asked = questions.find(({ topic }) => topic === 'management-point');
  if (asked === undefined || !isAnswered(asked.answer) || asked.answer.statusCode !== 404) return [];
  const others = marked.filter(
    ({ topic, answer }) => topic === 'metadata' && isAnswered(answer) && answer.statusCode !== 404,
  );
  if (others.length === 0) return [];
  const { pathname } = new URL(asked.url);
  return [
    finding.warn('id-unknown', {
      what: `The CMG does not know the path of CCMHOSTNAME, ${pathname.replace(/\/SMS_MP\/.*$/, '')} (${statusOf(asked.answer)})`,
      why: 'Its other paths are there. A number of another site, or of a management point that was removed, leads nowhere.',
      fix:
        'Take CCMHOSTNAME from a working client: `(Get-WmiObject -Namespace Root\\Ccm\\LocationServices -Class ' +
        "SMS_ActiveMPCandidate | Where-Object {$_.Type -eq 'Internet'}).MP`.",
      owner: 'intune-admin',
      symptom: symptomOf(asked.answer),
    }),
  ];
}

const isAnswered = (answer: CmgAnswer): answer is Answered => answer.kind !== 'none' && answer.kind !== 'success';

/** Nothing bears the mark of a CMG: what tenant-onboarding found decides how much that means. */
function judgeUnmarked(questions: readonly JudgedQuestion[], { onboarding, distrustedBy }: ServiceContext): Finding {
  const summary = summaryOf(questions);
  if (onboarding?.kind === 'onboarded' || (onboarding?.kind === 'not-onboarded' && onboarding.refusal !== undefined)) {
    // A peer that is no CMG was told already; what it does with paths is its own affair.
    if (distrustedBy === undefined && areFiltered(questions)) return pathsFiltered(questions, summary);
    return finding.pass('alive', {
      what: 'The CMG answers (tenant-onboarding); its other paths say nothing without a credential',
    });
  }
  if (distrustedBy !== undefined) {
    return finding.skip('peer-untrusted', {
      what: `Answers to the paths of the CMG: ${summary}`,
      why: `What answered is not shown to be the CMG (${distrustedBy}), so this may be its answer or another's.`,
    });
  }
  if (onboarding !== undefined) {
    return finding.skip('explained', {
      what: `Answers to the paths of the CMG: ${summary}`,
      why: 'tenant-onboarding asked the same server and says what is to be said about it.',
    });
  }
  return judgeAlone(questions, summary);
}

/** Nothing else was asked: the answers have to speak for themselves. */
function judgeAlone(questions: readonly JudgedQuestion[], summary: string): Finding {
  const answers = questions.map(({ answer }) => answer).filter(({ kind }) => kind !== 'none');
  const errors = answers.filter((answer): answer is ServiceError => answer.kind === 'service-error');
  const [error] = errors;
  if (error !== undefined && errors.length === answers.length) {
    return finding.fail('service-error', {
      what: `The CMG cannot answer just now: ${summary}`,
      why: "This is the service's trouble, not the device's; ccmsetup gets no further either.",
      fix: 'Try again in some minutes (here: --wait 30). If it lasts, look at the status of the gateway in the console.',
      owner: 'cmg-admin',
      transient: true,
      symptom: symptomOf(error),
    });
  }
  // A bare "404" of IIS alone proves nothing: an unmapped path of a real CMG is answered so as well.
  const isForeign = answers.every(({ kind }) => kind === 'foreign');
  if (isForeign && answers.some((answer) => answer.kind === 'foreign' && answer.statusCode !== 404)) {
    return finding.fail('not-a-cmg', {
      what: `What answers is no cloud management gateway: ${summary}`,
      why: 'None of the paths that every CMG has is there; a proxy, a captive portal or another web server has its place.',
      fix:
        'Compare the name with the service name in Administration > Cloud Services > Cloud Management Gateway, and let the ' +
        'network pass HTTPS to it unchanged.',
      owner: 'network',
    });
  }
  const isTransient = questions.every(({ answer }) => answer.kind === 'none' && answer.transient);
  return finding.unknown('unrecognised-response', {
    what: `Whether a CMG answers cannot be told: ${summary}`,
    why: 'Without a credential a CMG may refuse in a way that anybody could; silence proves nothing.',
    fix: 'Run the whole preflight, or the Cloud Management Gateway connection analyzer in the console.',
    owner: 'cmg-admin',
    ...(isTransient && { transient: true }),
  });
}

/** The different answers, each once: `403 CMGConnector_Forbidden, no answer came in time`. */
function summaryOf(questions: readonly JudgedQuestion[]): string {
  return [...new Set(questions.map(({ answer }) => inWords(answer)))].join(', ');
}

function inWords(answer: CmgAnswer): string {
  if (answer.kind === 'none') return answer.why;
  if (answer.kind === 'success') return String(answer.statusCode);
  return answer.kind === 'foreign' ? `${statusOf(answer)} (${answer.why})` : statusOf(answer);
}
