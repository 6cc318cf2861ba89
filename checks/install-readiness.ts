import { blockedBy, type Check } from '../src/core/check.ts';
import type { Finding } from '../src/core/finding.ts';
import { deviceContext } from './device-context.ts';
import { judgeAutopilot, judgeClient } from './install-readiness/client.ts';
import { finding } from './install-readiness/codes.ts';
import {
  gatherInstallFacts,
  type InstallFacts,
  isBlind,
  presentInstallFacts,
  unreadFacts,
} from './install-readiness/facts.ts';
import { judgeInstaller, judgeServices } from './install-readiness/services.ts';
import {
  judgeAttackSurface,
  judgeDotNet,
  judgeMetering,
  judgeRestart,
  judgeSpace,
  judgeSystemAppData,
} from './install-readiness/system.ts';

export type { InstallFacts } from './install-readiness/facts.ts';

export const installReadiness: Check<InstallFacts> = {
  id: 'install-readiness',
  title: 'nothing on this device stands in the way of the installation',
  exitCode: 20120,
  codes: finding.codes,
  uses: [deviceContext],
  // Some twenty keys and a list of processes at once; a busy device needs seconds.
  timeoutMs: 30_000,

  async probe(context) {
    const session = context.evidenceOf(deviceContext)?.session ?? (await context.host.session.describe(context.signal));
    if (session.platform !== 'windows') return blockedBy(deviceContext, 'the client is installed on Windows only');
    return gatherInstallFacts(context);
  },

  judge(facts, { target }) {
    const findings: readonly Finding[] = [
      ...judgeClient(facts, target.ccmsetup),
      ...judgeAutopilot(facts),
      ...judgeServices(facts),
      ...judgeInstaller(facts),
      ...judgeDotNet(facts),
      ...judgeSpace(facts),
      ...judgeRestart(facts),
      ...judgeMetering(facts, target.ccmsetup?.allowMetered === true),
      ...judgeSystemAppData(facts),
      ...judgeAttackSurface(facts),
      ...judgeUnread(facts),
    ];
    const isClear = findings.every(({ status }) => status === 'pass' || status === 'skip');
    return isClear && !isBlind(facts) ? [ready(), ...findings] : findings;
  },

  present: presentInstallFacts,
};

function ready(): Finding {
  return finding.pass('ready', { what: 'Nothing was found that stands in the way of ccmsetup and Windows Installer' });
}

/** Nothing is said about what could not be read; readiness does not hang on it. */
function judgeUnread(facts: InstallFacts): readonly Finding[] {
  const unread = unreadFacts(facts);
  const [first] = unread;
  if (first === undefined) return [];
  const more = unread.length === 1 ? '' : ` and ${unread.length - 1} more`;
  return [
    finding.skip('unread', {
      what: `Not everything could be read: ${first.path}${more}`,
      why: `Whether ccmsetup meets an obstacle there is not known: ${first.why}.`,
    }),
  ];
}
