import type { Commands, IntuneDevice, MarkerOutcome, Registry } from '../ports.ts';

/** Intune's detection rule looks at it, in the 64-bit view; only administrators and SYSTEM can write there. */
const markerKey = 'HKLM\\SOFTWARE\\CmgPreflight';
/** reg.exe needs 50 ms; Intune waits an hour for the whole. */
const timeoutMs = 15_000;
/** It prints one sentence, which is translated and not read. */
const maxOutputBytes = 64 * 1024;
/** What is written is short; a longer text has no place in a detection rule. */
const maxTextCharacters = 512;

interface Marker {
  readonly remove: IntuneDevice['removeMarker'];
  readonly write: IntuneDevice['writeMarker'];
}

/**
 * The pass marker, by the inbox `reg.exe`, arguments as a list.
 *
 * @param look a registry that has read nothing yet: what counts is what stands there after a removal
 */
export function registryMarker(commands: Commands, look: () => Registry): Marker {
  const never = new AbortController().signal;
  const reg = async (args: readonly string[], doing: string): Promise<MarkerOutcome> => {
    const request = { tool: 'reg', args: [...args, '/f', '/reg:64'], timeoutMs, maxOutputBytes } as const;
    const outcome = await commands.run(request, never);
    switch (outcome.status) {
      case 'exited':
        return outcome.exitCode === 0 ? { status: 'done' } : failed(`reg.exe ended with ${outcome.exitCode} ${doing}`);
      case 'timed-out':
        return failed(`reg.exe did not end ${doing}`);
      case 'missing':
        return failed(`${outcome.path} is missing`);
      case 'not-started':
        return failed(`reg.exe could not be started (${outcome.code})`);
    }
  };
  const isThere = async () => (await look().read(markerKey, { recursive: false }, never)).status;

  return {
    remove: async () => {
      // Asked first: who may not write there has nothing to remove where nothing is.
      if ((await isThere()) === 'absent') return { status: 'done' };
      const removal = await reg(['delete', markerKey], `removing ${markerKey}`);
      const status = await isThere();
      if (status === 'absent') return { status: 'done' };
      return removal.status === 'failed' ? removal : failed(`${markerKey} is still there (${status})`);
    },
    write: async ({ texts, ready }) => {
      for (const [name, text] of Object.entries(texts)) {
        const data = text.slice(0, maxTextCharacters);
        const outcome = await reg(['add', markerKey, '/v', name, '/t', 'REG_SZ', '/d', data], `writing ${name}`);
        if (outcome.status === 'failed') return outcome;
      }
      if (!ready) return { status: 'done' };
      return reg(['add', markerKey, '/v', 'Ready', '/t', 'REG_DWORD', '/d', '1'], 'writing Ready');
    },
  };
}

function failed(why: string): MarkerOutcome {
  return { status: 'failed', why };
}
