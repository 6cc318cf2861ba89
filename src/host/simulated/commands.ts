import type { CommandOutcome, Commands } from '../ports.ts';
import type { SimulatedDevice } from './device.ts';

/** The device's inbox tools. One that hangs is "killed" at once: its outcome is the same and nobody has to wait. */
export function createSimulatedCommands({ tools }: SimulatedDevice): Commands {
  return {
    run: async ({ tool, timeoutMs, maxOutputBytes }): Promise<CommandOutcome> => {
      const described = tools[tool];
      switch (described?.behaviour) {
        case undefined:
        case 'missing':
          return { status: 'missing', path: `C:\\Windows\\System32\\${tool}.exe` };
        case 'not-started':
          return { status: 'not-started', code: described.code };
        case 'hangs':
          return { status: 'timed-out', stdout: bytes(described.stdoutHex ?? ''), durationMs: timeoutMs };
        case 'prints': {
          const stdout = bytes(described.stdoutHex);
          return {
            status: 'exited',
            exitCode: described.exitCode,
            stdout: stdout.subarray(0, maxOutputBytes),
            stderr: bytes(described.stderrHex ?? '').subarray(0, maxOutputBytes),
            truncated: stdout.length > maxOutputBytes,
            durationMs: 0,
          };
        }
      }
    },
  };
}

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
