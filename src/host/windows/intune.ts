import type { IntuneDevice } from '../ports.ts';
import { windowsCommands } from './commands.ts';
import { prepareLogFolder, programDataFolder } from './log-folder.ts';
import { registryMarker } from './marker.ts';
import { windowsRegistry } from './registry.ts';
import { windowsSession } from './session.ts';

/** Where Intune's agent keeps its logs, below the machine's data folder; "Collect diagnostics" takes what is in it. */
const logFolders = ['Microsoft', 'IntuneManagementExtension', 'Logs'];

/** This machine as Intune sees it. */
export function windowsIntune(): IntuneDevice {
  const commands = windowsCommands();
  const marker = registryMarker(commands, () => windowsRegistry(commands));
  return {
    logFolder: async () => {
      const registry = windowsRegistry(commands);
      const never = new AbortController().signal;
      const base = await programDataFolder(registry, never);
      const isElevated = async () => (await windowsSession(commands, registry).describe(never)).elevated === true;
      return prepareLogFolder(base, logFolders, isElevated);
    },
    removeMarker: marker.remove,
    writeMarker: marker.write,
  };
}
