import {
  type AadAuthInfo,
  CONTROL_TENANT_ID,
  MAX_AAD_AUTH_INFO_BYTES,
  readAadAuthInfo,
} from '../../src/formats/aad-auth-info.ts';
import { type CmgAnswer, classifyAnswer, isSameAnswer } from '../cmg-service/answer.ts';
import type { CmgQuestion } from '../cmg-service/ask.ts';
import type { AskedTenant } from './evidence.ts';

export interface AadProperties {
  /** Lower-case GUID. */
  readonly clientAppId: string;
  readonly resourceUri: string;
}

type Answer<K extends CmgAnswer['kind']> = Extract<CmgAnswer, { kind: K }>;

/** What the two answers together mean. */
export type OnboardingConclusion =
  | { readonly kind: 'onboarded'; readonly properties: AadProperties }
  /** The CMG gives this tenant no more than one that does not exist. */
  | { readonly kind: 'not-onboarded'; readonly refusal?: Answer<'refused'>; readonly why: string }
  | { readonly kind: 'not-a-cmg'; readonly answer: Answer<'foreign'> }
  | { readonly kind: 'service-error'; readonly answer: Answer<'service-error'> }
  | { readonly kind: 'unreachable'; readonly answer: Answer<'none'> }
  | { readonly kind: 'unrecognised'; readonly why: string; readonly transient: boolean };

/** Judges the device's answer by the control's: only what differs between the tenants says something about the tenant. */
export function concludeOnboarding({ tenantId, answer, control }: AskedTenant): OnboardingConclusion {
  const own = read(answer, tenantId);
  const other = read(control, CONTROL_TENANT_ID);
  switch (own.answer.kind) {
    case 'none':
      return { kind: 'unreachable', answer: own.answer };
    case 'service-error':
      return { kind: 'service-error', answer: own.answer };
    case 'foreign':
      return { kind: 'not-a-cmg', answer: own.answer };
    case 'other':
      return unrecognised(`${own.answer.statusCode} ${own.answer.phrase}: ${own.answer.why}`);
    case 'refused':
      return isSameAnswer(own.answer, other.answer)
        ? {
            kind: 'not-onboarded',
            refusal: own.answer,
            why: 'it refuses this tenant in the same way as one that does not exist',
          }
        : withoutControl(other.answer, 'it refuses this tenant, but not in the same way as one that does not exist');
    case 'success':
      return concludeSuccess(own, other);
  }
}

interface ReadAnswer {
  readonly answer: CmgAnswer;
  /** Of a success. */
  readonly info?: AadAuthInfo;
}

function read({ url, outcome }: CmgQuestion, tenantId: string): ReadAnswer {
  const answer = classifyAnswer(outcome, url);
  return answer.kind === 'success' ? { answer, info: readAadAuthInfo(answer.body, tenantId) } : { answer };
}

const unrecognised = (why: string, transient = false): OnboardingConclusion => ({
  kind: 'unrecognised',
  why,
  transient,
});

function concludeSuccess(own: ReadAnswer, control: ReadAnswer): OnboardingConclusion {
  const { info } = own;
  if (isCut(own) || isCut(control)) {
    return unrecognised(`the answer is larger than ${MAX_AAD_AUTH_INFO_BYTES} bytes and was not read to its end`);
  }
  if (info?.status === 'found') {
    if (control.answer.kind === 'none' || control.answer.kind === 'service-error') {
      return withoutControl(control.answer, '');
    }
    if (control.info?.status === 'found' && sameProperties(info, control.info)) {
      return unrecognised('it gives a tenant that nobody has the very same properties, so they prove nothing');
    }
    return { kind: 'onboarded', properties: { clientAppId: info.clientAppId, resourceUri: info.resourceUri } };
  }
  if (info?.status === 'ambiguous') return unrecognised(`the answer was not understood: ${info.why}`);
  const why = info?.why ?? 'it holds nothing';
  const alike = isSameAnswer(own.answer, control.answer) && control.info?.status === 'absent';
  return alike
    ? { kind: 'not-onboarded', why: `${why}, as for a tenant that does not exist` }
    : withoutControl(control.answer, `${why}, but a tenant that does not exist is answered differently`);
}

const isCut = ({ answer }: ReadAnswer): boolean => answer.kind === 'success' && answer.truncated;

/** The control decides nothing: it failed itself, or it is some other mix than is understood. */
function withoutControl(control: CmgAnswer, why: string): OnboardingConclusion {
  if (control.kind === 'none')
    return unrecognised(`the control question got no answer: ${control.why}`, control.transient);
  if (control.kind === 'service-error') {
    return unrecognised(`the control question was answered ${control.statusCode} ${control.phrase}`, true);
  }
  return unrecognised(why);
}

/** Whether two pairs of properties name the same apps: identifiers are compared as Entra does, whatever the case. */
export function sameProperties(a: Partial<AadProperties>, b: Partial<AadProperties>): boolean {
  const alike = (left: string | undefined, right: string | undefined) =>
    left === undefined || right === undefined || comparable(left) === comparable(right);
  return alike(a.clientAppId, b.clientAppId) && alike(a.resourceUri, b.resourceUri);
}

const comparable = (text: string): string => text.trim().toLowerCase().replace(/\/$/, '');
