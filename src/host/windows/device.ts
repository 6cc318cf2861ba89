import { systemClock } from '../clock.ts';
import type { Host } from '../ports.ts';
import { windowsCommands } from './commands.ts';
import { windowsFiles } from './files.ts';
import { windowsRegistry } from './registry.ts';
import { windowsSession } from './session.ts';
import { windowsVolumes } from './volumes.ts';

/** The ports that look at the machine itself. Cheap to make; make one per judgement, for its registry is a snapshot. */
export function windowsDevice(): Pick<Host, 'clock' | 'session' | 'commands' | 'registry' | 'files' | 'volumes'> {
  const commands = windowsCommands();
  const registry = windowsRegistry(commands);
  return {
    clock: systemClock,
    commands,
    registry,
    session: windowsSession(commands, registry),
    files: windowsFiles(registry),
    volumes: windowsVolumes,
  };
}
