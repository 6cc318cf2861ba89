import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSettings } from '../src/cli/settings-file.ts';
import type { Signing } from './code-signing.ts';
import { projectRoot } from './fetch-runtime.mjs';

export const targetNames = ['win-x64', 'win-arm64', 'linux-x64'] as const;
export type TargetName = (typeof targetNames)[number];

/** What `npm run package` was asked for. Paths are absolute. */
export interface PackageOptions {
  readonly targets: readonly TargetName[];
  readonly outputDirectory: string;
  readonly entry: string;
  readonly arm64Runtime?: string;
  readonly settingsFile?: string;
  readonly signing?: Signing;
}

export const packageUsage = `npm run package -- [options]
  --target <names>             comma-separated: ${targetNames.join(', ')}; default all
  --output-dir <folder>        default dist
  --entry <file>               default src/main.ts
  --arm64-runtime <node.exe>   Windows ARM64 runtime of the pinned Node   CMG_PREFLIGHT_ARM64_NODE
  --settings <file>            shipped in the .intunewin as cmg-preflight.json
  --sign-pfx <file>            sign with this certificate (osslsigncode)   CMG_PREFLIGHT_SIGN_PFX
  --sign-password-file <file>  the password of that file                   CMG_PREFLIGHT_SIGN_PASSWORD_FILE
  --sign-thumbprint <sha1>     sign with a certificate of the store (signtool)   CMG_PREFLIGHT_SIGN_THUMBPRINT
  --sign-timestamp-url <url>   RFC 3161 time stamp service                 CMG_PREFLIGHT_SIGN_TIMESTAMP_URL
`;

/** The request cannot be carried out as it was written; the message is for people. */
export class UsageError extends Error {}

/**
 * Reads the options of `npm run package`; a flag wins over its environment variable.
 * @param workingDirectory what relative paths are relative to
 * @throws {UsageError} for an unknown option or target, a file that is not there, or settings that the program would refuse
 */
export function parsePackageOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): PackageOptions {
  const values = readFlags(args);
  const existing = (flag: string, path: string): string => {
    const absolute = resolve(workingDirectory, path);
    if (!existsSync(absolute)) throw new UsageError(`--${flag}: there is no file ${absolute}`);
    return absolute;
  };
  const arm64Runtime = values['arm64-runtime'] ?? env.CMG_PREFLIGHT_ARM64_NODE;
  const signing = readSigning(values, env, existing);
  return {
    targets: readTargets(values.target),
    outputDirectory: resolve(workingDirectory, values['output-dir'] ?? join(projectRoot, 'dist')),
    entry: existing('entry', values.entry ?? join(projectRoot, 'src', 'main.ts')),
    ...(arm64Runtime && { arm64Runtime: existing('arm64-runtime', arm64Runtime) }),
    ...(values.settings && { settingsFile: understood(existing('settings', values.settings)) }),
    ...(signing && { signing }),
  };
}

/** A misspelt setting would end every run on every device; here one person reads why. */
function understood(settingsFile: string): string {
  try {
    parseSettings(readFileSync(settingsFile, 'utf8'), settingsFile);
    return settingsFile;
  } catch (error) {
    throw new UsageError(`--settings: ${error instanceof Error ? error.message : String(error)}`);
  }
}

type Flags = ReturnType<typeof readFlags>;

function readFlags(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        target: text,
        'output-dir': text,
        entry: text,
        'arm64-runtime': text,
        settings: text,
        'sign-pfx': text,
        'sign-password-file': text,
        'sign-thumbprint': text,
        'sign-timestamp-url': text,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readTargets(list: string | undefined): readonly TargetName[] {
  if (list === undefined) return targetNames;
  const asked = list.split(',').map((name) => name.trim());
  const unknown = asked.find((name) => !targetNames.some((target) => target === name));
  if (unknown !== undefined) {
    throw new UsageError(`--target: there is no target "${unknown}", only ${targetNames.join(', ')}`);
  }
  return targetNames.filter((target) => asked.includes(target));
}

function readSigning(
  values: Flags,
  env: Readonly<Record<string, string | undefined>>,
  existing: (flag: string, path: string) => string,
): Signing | undefined {
  const timestampUrl = values['sign-timestamp-url'] ?? env.CMG_PREFLIGHT_SIGN_TIMESTAMP_URL;
  const pfx = values['sign-pfx'] ?? env.CMG_PREFLIGHT_SIGN_PFX;
  const passwordFile = values['sign-password-file'] ?? env.CMG_PREFLIGHT_SIGN_PASSWORD_FILE;
  const thumbprint = values['sign-thumbprint'] ?? env.CMG_PREFLIGHT_SIGN_THUMBPRINT;
  const rest = timestampUrl ? { timestampUrl } : {};
  if (pfx && thumbprint) throw new UsageError('sign with a file or with a certificate of the store, not with both');
  if (thumbprint) return { identity: { kind: 'store', thumbprint }, ...rest };
  if (!pfx) return undefined;
  if (!passwordFile) throw new UsageError('--sign-pfx needs --sign-password-file');
  const file = existing('sign-pfx', pfx);
  return { identity: { kind: 'pfx', file, passwordFile: existing('sign-password-file', passwordFile) }, ...rest };
}
