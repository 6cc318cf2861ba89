import { hostname, release, userInfo } from 'node:os';
import { type ConsoleText, decodeConsoleOutput } from '../../formats/console-output.ts';
import { localSystemSid, parseIntegrityLevel, parseWhoamiUser } from '../../formats/whoami.ts';
import type { Commands, Registry, Session, SessionFacts } from '../ports.ts';

/** whoami answers in 50 ms; listing groups off the company's network may wait for a domain controller. */
const whoamiTimeoutMs = 10_000;
/** A token has at most 1,024 groups. */
const maxOutputBytes = 1024 * 1024;
/** Mandatory level "high", which an elevated token has; SYSTEM's is above it ([MS-DTYP] 2.4.2.4). */
const highIntegrity = 12_288;
/** The registry hive of the LocalService account opens for administrators with an elevated token and for SYSTEM only. */
const localServiceHive = 'HKU\\S-1-5-19';
const machineEnvironment = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';

/** What this process itself knows, apart from what has to be asked. */
export interface OwnProcess {
  readonly platform: string;
  readonly release: string;
  readonly arch: string;
  readonly computerName: string;
  readonly user: string;
}

/** Who runs this, on what. */
export function windowsSession(commands: Commands, registry: Registry, own: OwnProcess = ownProcess()): Session {
  return {
    describe: async (signal) => {
      const base = { osRelease: own.release, computerName: own.computerName };
      if (own.platform !== 'win32') {
        const unknown = { osBuild: null, isSystem: null, elevated: null };
        return { ...base, ...unknown, platform: 'other', arch: own.arch, user: own.user };
      }
      const [account, arch] = await Promise.all([
        describeAccount(commands, registry, signal),
        machineArchitecture(registry, own.arch, signal),
      ]);
      const osBuild = buildOf(own.release);
      return { ...base, platform: 'windows', osBuild, arch, ...account, user: account.user ?? own.user };
    },
  };
}

function ownProcess(): OwnProcess {
  return {
    platform: process.platform,
    release: release(),
    arch: process.arch,
    computerName: hostname(),
    user: nameOfUser(),
  };
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without a profile entry has no name here.
    return '';
  }
}

/** `10.0.22631` → 22631 */
function buildOf(osRelease: string): number | null {
  const build = /^\d+\.\d+\.(\d+)/.exec(osRelease)?.[1];
  return build === undefined ? null : Number(build);
}

interface AccountFacts extends Pick<SessionFacts, 'isSystem' | 'elevated'> {
  readonly user: string | undefined;
}

async function describeAccount(commands: Commands, registry: Registry, signal: AbortSignal): Promise<AccountFacts> {
  const printed = await whoami(commands, ['/user'], signal);
  const account = parseWhoamiUser(printed.text);
  const isSystem = account === undefined ? null : account.sid === localSystemSid;
  const elevated = isSystem === true ? true : await isElevated(commands, registry, signal);
  // In a code page of the machine its letters are a guess ("nt-autorit„t"); the process knows its short name for sure.
  return { user: printed.encoding === 'single-byte' ? undefined : account?.name, isSystem, elevated };
}

async function isElevated(commands: Commands, registry: Registry, signal: AbortSignal): Promise<boolean | null> {
  const groups = await whoami(commands, ['/groups', '/fo', 'csv', '/nh'], signal);
  const level = parseIntegrityLevel(groups.text);
  if (level !== undefined) return level >= highIntegrity;
  const hive = await registry.read(localServiceHive, { recursive: false }, signal);
  if (hive.status === 'found') return true;
  return hive.status === 'denied' ? false : null;
}

/** @returns what whoami printed, empty when it could not be asked */
async function whoami(commands: Commands, args: readonly string[], signal: AbortSignal): Promise<ConsoleText> {
  const outcome = await commands.run({ tool: 'whoami', args, timeoutMs: whoamiTimeoutMs, maxOutputBytes }, signal);
  const answered = outcome.status === 'exited' && outcome.exitCode === 0;
  return decodeConsoleOutput(answered ? outcome.stdout : new Uint8Array());
}

/** The machine's processor, in Node's words; an x64 process on an ARM64 device is told that it runs on AMD64. */
async function machineArchitecture(registry: Registry, own: string, signal: AbortSignal): Promise<string> {
  const environment = await registry.read(machineEnvironment, { recursive: false }, signal);
  const value = environment.status === 'found' ? environment.keys[0]?.values.PROCESSOR_ARCHITECTURE : undefined;
  const names: Readonly<Record<string, string>> = { AMD64: 'x64', ARM64: 'arm64', X86: 'ia32' };
  return value?.type === 'string' ? (names[value.value.toUpperCase()] ?? own) : own;
}
