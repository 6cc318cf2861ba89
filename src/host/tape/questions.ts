import { createHash } from 'node:crypto';
import type { Json } from '../../core/json.ts';
import type { HttpRequest } from '../ports.ts';
import type { CallName } from './answers.ts';
import { toPlainData } from './plain-data.ts';
import { concealEverywhere, concealRequestHeaders } from './secrets.ts';

/** A question as it is kept: its name and its arguments without the signal and without secrets. */
export interface Question {
  readonly call: CallName;
  readonly arguments: readonly Json[];
}

/** Bodies of this kind are no secret and are kept, so that the question can be read (RFC 6960, appendix A). */
const openBodyType = 'application/ocsp-request';

/** How long to wait is not part of a question: it may depend on how long other things took. */
const waitingKeys = new Set(['timeoutMs']);

export function questionOf(call: CallName, args: readonly unknown[]): Question {
  return { call, arguments: args.map((argument) => toPlainData(concealEverywhere(argument))) };
}

/** A request without what could let somebody in; the body of unknown meaning is kept as its hash. */
export function httpQuestion(request: HttpRequest): Question {
  const { headers, body, ...rest } = request;
  const contentType = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const keptBody =
    body === undefined || contentType === openBodyType
      ? body
      : `sha256:${createHash('sha256').update(body).digest('hex')}`;
  return questionOf('http.request', [
    {
      ...rest,
      ...(headers !== undefined && { headers: concealRequestHeaders(headers) }),
      ...(keptBody !== undefined && { body: keptBody }),
    },
  ]);
}

/** The same for the same question, whatever the order of its fields. */
export function keyOf({ call, arguments: args }: Question): string {
  return `${call} ${args.map(canonical).join(' ')}`;
}

function canonical(value: Json | undefined): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([key, field]) => field !== undefined && !waitingKeys.has(key))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
