import type { SimulatedTool } from '../../../src/host/simulated/device.ts';
import type { DsregcmdFacts } from './dsregcmd-facts.ts';
import { renderDsregcmd, renderOldDsregcmd } from './dsregcmd-text.ts';
import type { DevicePlan } from './plan.ts';

/** How dsregcmd behaves on the device. */
export function dsregcmdTool(facts: DsregcmdFacts, plan: DevicePlan): SimulatedTool {
  const { behaviour, encoding = 'utf-8', layout, exitCode = 0 } = plan.dsregcmd ?? {};
  const prints = (stdout: Buffer): SimulatedTool => ({
    behaviour: 'prints',
    stdoutHex: stdout.toString('hex'),
    exitCode,
  });
  switch (behaviour) {
    case 'hangs':
    case 'missing':
      return { behaviour };
    case 'not-started':
      return { behaviour, code: 'EACCES' };
    case 'prints-nothing':
      return prints(Buffer.alloc(0));
    case 'garbled':
      return prints(Buffer.from('\u0000\u0001\ufffd\r\n+---\r\nAzureAd\r\n'));
    default:
      return prints(encoded(layout === 'old' ? renderOldDsregcmd(facts) : renderDsregcmd(facts, plan), encoding));
  }
}

function encoded(printed: string, encoding: 'utf-8' | 'utf-16le' | 'latin1'): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${printed}`, 'utf16le');
  return Buffer.from(printed, encoding === 'latin1' ? 'latin1' : 'utf8');
}
