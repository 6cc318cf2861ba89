import type { Finding } from '../../src/core/finding.ts';
import { type CmgAnswer, symptomOf } from './answer.ts';
import { finding } from './codes.ts';
import type { JudgedQuestion } from './judgement.ts';

/**
 * Whether none of the answers can be a CMG's: a refused method, a page, one and the same text for paths that have
 * nothing in common, or a connection cut behind the TLS handshake. Silence may be anything, and so may a bare 4xx: a CMG
 * refuses what comes without a credential.
 */
export function areFiltered(questions: readonly JudgedQuestion[]): boolean {
  const isUniform = isOneText(questions);
  return questions.length > 0 && questions.every(({ answer }) => isFilters(answer, isUniform));
}

function isFilters(answer: CmgAnswer, isUniform: boolean): boolean {
  switch (answer.kind) {
    case 'none':
      return answer.reset === true;
    case 'other':
      return answer.statusCode === 405 || answer.statusCode === 501;
    case 'foreign':
      // A page with a 4xx may be the web server of a CMG itself.
      return answer.statusCode < 400;
    case 'success':
      return isUniform;
    case 'refused':
    case 'service-error':
      return false;
  }
}

/** A single success may be the gateway's own description; the same text for paths of several kinds is not. */
function isOneText(questions: readonly JudgedQuestion[]): boolean {
  const successes = questions.flatMap(({ topic, answer }) =>
    answer.kind === 'success' ? [{ topic, text: Buffer.from(answer.body).toString('base64') }] : [],
  );
  return new Set(successes.map(({ topic }) => topic)).size > 1 && new Set(successes.map(({ text }) => text)).size === 1;
}

/** @param summary the answers in words */
export function pathsFiltered(questions: readonly JudgedQuestion[], summary: string): Finding {
  const [first] = questions.flatMap(({ answer }) =>
    answer.kind === 'other' || answer.kind === 'foreign' ? [symptomOf(answer)] : [],
  );
  const [example] = questions;
  const host = example === undefined ? 'the CMG' : new URL(example.url).host;
  return finding.warn('paths-filtered', {
    what: `Something on the way lets one path of the CMG through and none of the others: ${summary}`,
    why:
      'The gateway answers AADAuthInfo, but no CMG answers its other paths so. ccmsetup gets its token and its files by ' +
      'these paths and will probably fail there.',
    fix:
      `Exempt ${host} from TLS inspection and from filtering by path and method in the proxy or web filter; ` +
      'HEAD, GET, PROPFIND, CCM_POST and BITS_POST have to pass.',
    owner: 'network',
    ...(first !== undefined && { symptom: first }),
  });
}
