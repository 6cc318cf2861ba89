import type { Check, JudgeContext } from '../../src/core/check.ts';
import { worstStatus } from '../../src/core/finding.ts';
import { cmgConnection } from '../cmg-connection.ts';
import { rootCa } from '../root-ca.ts';

/**
 * The check by which the peer is not shown to be the CMG (inspection, another name, an unknown root), if there is one.
 * One cause, one fail: a strange answer of such a peer is a consequence.
 */
export function distrusted(context: JudgeContext): Check | undefined {
  const connection = context.evidenceOf(cmgConnection);
  if (connection !== undefined && worstStatus(cmgConnection.judge(connection, context)) === 'fail') {
    return cmgConnection;
  }
  const root = context.evidenceOf(rootCa);
  return root !== undefined && worstStatus(rootCa.judge(root, context)) === 'fail' ? rootCa : undefined;
}
