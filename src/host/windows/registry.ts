import { decodeConsoleOutput } from '../../formats/console-output.ts';
import { completeKeys, parseRegQuery } from '../../formats/reg-query.ts';
import type { Commands, Registry, RegistryOutcome } from '../ports.ts';
import { shareAnswers } from '../shared-answers.ts';

/** reg.exe needs 0.2 s for a store of 145 certificates; a machine that needs this long has another problem. */
const queryTimeoutMs = 15_000;
/** The largest store seen prints 0.4 MB; group policy stores of big companies stay below ten times that. */
const maxOutputBytes = 16 * 1024 * 1024;
/** The registry itself allows 512 levels ("Registry element size limits"); nothing that is read lies deeper than 12. */
const maxDepth = 32;

const hives: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKU: 'HKEY_USERS',
  HKCU: 'HKEY_CURRENT_USER',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKCC: 'HKEY_CURRENT_CONFIG',
};
const longHives = new Set(Object.values(hives));

/**
 * The registry through the inbox `reg.exe`, 64-bit view. One instance is one snapshot: a key is read once in its life,
 * however many ask for it, so a later judgement takes a new instance.
 *
 * reg.exe ends with 1 for a key that does not exist as for one that may not be read, and says which in the language of
 * the machine. The key above it tells them apart: it lists the name of a key that exists, readable or not.
 */
export function windowsRegistry(commands: Commands): Registry {
  const read = shareAnswers<RegistryOutcome>({
    ask: async (question, signal) => {
      const recursive = question.endsWith(recursiveMark);
      const key = recursive ? question.slice(0, -recursiveMark.length) : question;
      const outcome = await query(commands, key, recursive, signal);
      return outcome === 'absent-or-denied' ? await absentOrDenied(key, signal) : outcome;
    },
    givenUp: { status: 'timed-out' },
    isWorthKeeping: ({ status }) => status !== 'timed-out',
  });

  const absentOrDenied = async (key: string, signal: AbortSignal): Promise<RegistryOutcome> => {
    const parent = key.slice(0, key.lastIndexOf('\\'));
    const above = await read(parent, signal);
    if (above.status !== 'found') return above;
    const exists = above.keys.some(({ path }) => path.toLowerCase() === key.toLowerCase());
    return { status: exists ? 'denied' : 'absent' };
  };

  return {
    read: async (path, { recursive }, signal) => {
      const key = longPath(path);
      if (key === undefined) return { status: 'absent' };
      return read(recursive ? key + recursiveMark : key, signal);
    },
  };
}

/** Cannot be part of a key's path as {@link longPath} lets it through. */
const recursiveMark = '\n/s';

/** Paths may hold text from elsewhere, such as a thumbprint that a tool printed; what cannot be a key does not exist. */
function longPath(path: string): string | undefined {
  const [hive = '', ...names] = path.replace(/\\+$/, '').split('\\');
  const long = hives[hive.toUpperCase()] ?? (longHives.has(hive.toUpperCase()) ? hive.toUpperCase() : undefined);
  if (long === undefined || names.length > maxDepth) return undefined;
  const isName = (name: string) => name !== '' && name.length <= 255 && !/[\p{Cc}"]/u.test(name);
  return names.every(isName) ? [long, ...names].join('\\') : undefined;
}

async function query(
  commands: Commands,
  key: string,
  recursive: boolean,
  signal: AbortSignal,
): Promise<RegistryOutcome | 'absent-or-denied'> {
  const args = ['query', key, ...(recursive ? ['/s'] : []), '/reg:64'];
  const outcome = await commands.run({ tool: 'reg', args, timeoutMs: queryTimeoutMs, maxOutputBytes }, signal);
  switch (outcome.status) {
    case 'timed-out':
      return { status: 'timed-out' };
    case 'missing':
      return { status: 'unavailable', why: `${outcome.path} is missing` };
    case 'not-started':
      return { status: 'unavailable', why: `reg.exe could not be started (${outcome.code})` };
    case 'exited': {
      if (outcome.truncated) return { status: 'unavailable', why: `reg.exe printed more than ${maxOutputBytes} bytes` };
      const printed = parseRegQuery(decodeConsoleOutput(outcome.stdout).text, key);
      if (outcome.exitCode === 0) return { status: 'found', keys: completeKeys(printed, key) };
      const isHive = !key.includes('\\');
      if (outcome.exitCode === 1 && printed.length === 0 && !isHive) return 'absent-or-denied';
      // Part of a key is no answer: what is missing from it would be taken for absent.
      const extent = printed.length === 0 ? 'nothing of the key' : 'only a part of the key';
      return { status: 'unavailable', why: `reg.exe ended with ${outcome.exitCode} and printed ${extent}` };
    }
  }
}
