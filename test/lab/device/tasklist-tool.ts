import type { SimulatedTool } from '../../../src/host/simulated/device.ts';

/** What tasklist prints when it is asked for a program that runs, or does not. */
export function tasklistTool(running: string | undefined): SimulatedTool {
  const text =
    running === undefined
      ? 'INFO: No tasks are running which match the specified criteria.'
      : `"${running}","4711","Services","0","12,345 K"`;
  return { behaviour: 'prints', stdoutHex: Buffer.from(`${text}\r\n`).toString('hex'), exitCode: 0 };
}
