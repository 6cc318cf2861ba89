import type { SimulatedTool } from '../../../src/host/simulated/device.ts';

/** What tasklist prints of a device at work, with these programs besides the usual ones. */
export function tasklistTool(running: readonly string[]): SimulatedTool {
  const rows = [
    'System Idle Process',
    'System',
    'svchost.exe',
    'lsass.exe',
    'IntuneManagementExtension.exe',
    ...running,
  ].map((name, index) => `"${name}","${index * 4}","Services","0","12.345 K"`);
  return { behaviour: 'prints', stdoutHex: Buffer.from(`${rows.join('\r\n')}\r\n`).toString('hex'), exitCode: 0 };
}
