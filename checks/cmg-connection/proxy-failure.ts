import type { Finding } from '../../src/core/finding.ts';
import { CONNECTION_WORDS } from '../network-path/connection-words.ts';
import { type UnresolvedName, unresolvedWords } from '../network-path/unresolved-name.ts';
import { finding, SYMPTOM } from './codes.ts';
import type { FailureDescription } from './failed-attempt.ts';

export function proxyUnreachable(
  status: 'refused' | 'timed-out' | 'unreachable',
  failure: FailureDescription,
): Finding {
  const symptom = status === 'timed-out' ? SYMPTOM.timedOut : SYMPTOM.cannotConnect;
  return unusable(failure.proxy ?? '', CONNECTION_WORDS[status], { symptom, transient: status !== 'refused' }, failure);
}

export function proxyUnresolved(outcome: UnresolvedName, failure: FailureDescription): Finding {
  const transient = outcome.lookup.status !== 'not-found';
  return unusable(outcome.host, unresolvedWords(outcome), { symptom: SYMPTOM.nameNotResolved, transient }, failure);
}

/** A proxy that is silent may be behind a VPN that is not up yet; one that refuses or has no name stays so. */
function unusable(
  name: string,
  how: string,
  nature: { readonly symptom: string; readonly transient: boolean },
  { proxySource, correctProxy, certain, hint }: FailureDescription,
): Finding {
  return finding.fail('proxy-unreachable', {
    what: `The proxy ${name}, ${proxySource}, cannot be reached: ${how}`,
    why: 'WinHTTP sends everything through it and never tries the direct way.',
    fix: `${correctProxy}${also(certain) || hint}`,
    owner: 'network',
    subject: name,
    ...nature,
  });
}

/** The proxy was reached and said no. */
export function judgeProxy(
  { statusCode, statusText }: { readonly statusCode: number; readonly statusText: string },
  { proxy = '', host, subject, certain }: FailureDescription,
): Finding {
  return statusCode === 407
    ? finding.fail('proxy-refused', {
        what: `The proxy ${proxy} demands a sign-in before it connects to ${host} (407 ${statusText})`,
        why: 'ccmsetup works as SYSTEM, which has no user name and password to give.',
        fix: `Exempt ${host} from proxy authentication.${also(certain)}`,
        owner: 'network',
        subject,
        symptom: SYMPTOM.proxyAuthentication,
      })
    : finding.fail('proxy-refused', {
        what: `The proxy ${proxy} does not connect to ${subject} (${statusCode} ${statusText})`,
        why: 'The proxy forbids the name or the port, or cannot reach or resolve it itself.',
        fix: `Allow CONNECT to ${subject} on the proxy; if it is allowed, check that the proxy resolves and reaches ${host}.${also(certain)}`,
        owner: 'network',
        subject,
        symptom: SYMPTOM.cannotConnect,
      });
}

function also(certain: string | undefined): string {
  return certain === undefined ? '' : ` ${certain}`;
}
