import type { Finding } from '../../src/core/finding.ts';
import { finding } from './codes.ts';
import type { CmgConnectionEvidence } from './evidence.ts';
import { describeFailure, type FailedAttempt, type Failure, type FailureDescription } from './failed-attempt.ts';
import { judgeProxy, proxyUnreachable, proxyUnresolved } from './proxy-failure.ts';
import { nameNotResolved, refused, reset, timedOut, unreachable } from './tcp-failure.ts';
import { alert, notTls, protocolUnsupported } from './tls-failure.ts';

/** How far an attempt came; the one that came furthest tells most about the way to the CMG. */
const DEPTH: Readonly<Record<Failure['status'], number>> = {
  unreachable: 0,
  'name-not-resolved': 0,
  'timed-out': 1,
  refused: 2,
  'proxy-refused': 3,
  reset: 3,
  'not-tls': 4,
  'protocol-unsupported': 5,
  alert: 5,
};

/** No connection came about: the finding of the attempt that came furthest, naming the others. */
export function judgeFailure(evidence: CmgConnectionEvidence): Finding {
  const failed = evidence.attempts.filter(
    (attempt): attempt is FailedAttempt => attempt.outcome.status !== 'connected',
  );
  const furthest = failed.reduce<FailedAttempt | undefined>(
    (best, attempt) => (best === undefined || depthOf(attempt.outcome) > depthOf(best.outcome) ? attempt : best),
    undefined,
  );
  if (furthest === undefined) {
    return finding.fail('no-certificate', {
      what: `${evidence.host}:${evidence.port} speaks TLS and shows no certificate`,
      why: 'Without a certificate Schannel has nothing to trust; ccmsetup ends there.',
      fix: `Exempt ${evidence.host} from TLS inspection and compare its address with the CMG's in the Azure portal: Azure itself never answers like that.`,
      owner: 'network',
    });
  }
  return explain(furthest.outcome, describeFailure(furthest, evidence, failed));
}

function depthOf(outcome: Failure): number {
  return DEPTH[outcome.status] + ('layer' in outcome && outcome.layer === 'tls' ? 2 : 0);
}

function explain(outcome: Failure, failure: FailureDescription): Finding {
  const throughProxy = failure.proxy !== undefined && 'layer' in outcome && outcome.layer === 'tcp';
  switch (outcome.status) {
    case 'name-not-resolved':
      return outcome.host === failure.host ? nameNotResolved(outcome, failure) : proxyUnresolved(outcome, failure);
    case 'refused':
      return throughProxy ? proxyUnreachable(outcome.status, failure) : refused(failure);
    case 'timed-out':
      return throughProxy ? proxyUnreachable(outcome.status, failure) : timedOut(outcome.layer, failure);
    case 'unreachable':
      return throughProxy ? proxyUnreachable(outcome.status, failure) : unreachable(outcome.code, failure);
    case 'reset':
      return reset(outcome.layer, failure);
    case 'proxy-refused':
      return judgeProxy(outcome, failure);
    case 'not-tls':
      return notTls(failure);
    case 'protocol-unsupported':
      return protocolUnsupported(outcome.detail, failure);
    case 'alert':
      return alert(outcome.detail, failure);
  }
}
