import type { Check } from '../core/check.ts';
import type { CmgTarget, PublicResolver, Target } from '../core/target.ts';
import { cmgAddressOf, parseCcmsetupCommand } from '../formats/ccmsetup-command.ts';
import { parseCmgHostName } from '../formats/cmg-host-name.ts';
import type { ExitScheme } from './exit-code.ts';
import type { RawOptions } from './option-table.ts';
import { choice, flag, number, single, text } from './raw-option.ts';
import { selectChecks, waivers } from './selection.ts';
import type { SettingsOfFile } from './settings-layers.ts';
import { UsageError } from './usage-error.ts';
import {
  deadlineValue,
  endpointValue,
  listValue,
  proxyValue,
  publicResolverValue,
  tenantValue,
  waitValue,
} from './values.ts';

export type OutputFormat = 'text' | 'json' | 'short';

/** Everything a run needs to know, understood and valid. */
export interface RunSettings {
  readonly target: Target;
  readonly selected: ReadonlySet<string>;
  readonly ignore: ReadonlySet<string>;
  readonly deadlineMs: number;
  /** How long to wait for a verdict that may cure itself. */
  readonly waitMs: number;
  readonly format: OutputFormat;
  readonly exitCodes: ExitScheme;
  readonly color: boolean;
  /** Log, report and marker where Intune looks, and the summary as the last line. */
  readonly intune: boolean;
  /** Stand-ins for names, ids, addresses and tenants in everything written. */
  readonly redact: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly output?: string;
  readonly html?: string;
  readonly log?: string;
  readonly record?: string;
  /** Tolerated but worth a word, for stderr. */
  readonly warnings: readonly string[];
}

const defaultDeadlineSeconds = 120;

/** Three operators, two ways: a network that blocks one seldom blocks all, and none of them has to be resolved first. */
const defaultPublicResolvers: readonly PublicResolver[] = [
  { kind: 'dns', address: '8.8.8.8', port: 53 },
  { kind: 'dns', address: '9.9.9.9', port: 53 },
  { kind: 'https', url: 'https://1.1.1.1/dns-query' },
];

/**
 * @param options merged: a flag wins over the settings file
 * @throws UsageError
 */
export function resolveSettings(options: RawOptions, checks: readonly Check[]): RunSettings {
  const settings = understand(options, checks);
  const { target, selected } = settings;
  const homeless = checks.find((check) => check.needsCmg === true && selected.has(check.id));
  // A command line that names none is a finding of its own, with the place and the right spelling.
  const isJudged = checks.some((check) => check.namesCmg === true && selected.has(check.id));
  if (homeless !== undefined && target.cmg === undefined && !(target.ccmsetup !== undefined && isJudged)) {
    throw new UsageError(
      'Which cloud management gateway? Give --cmg <host> or --ccmsetup "<line>" ' +
        `(or choose checks that need none, such as --only ${withoutCmg(checks)}).`,
    );
  }
  return settings;
}

/** Whoever reads of a flag that they never gave looks in vain. @throws UsageError that names the file */
export function settingsMustBeUnderstood({ path, options }: SettingsOfFile, checks: readonly Check[]): void {
  try {
    understand(options, checks);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message.replace(/\.$/, '')} (in the settings file ${path}).`);
  }
}

/** @throws UsageError for a value that is none */
function understand(options: RawOptions, checks: readonly Check[]): RunSettings {
  const only = listValue(text(options, 'only'));
  const selected = selectChecks(checks, only, listValue(text(options, 'skip')));
  const { target, warnings } = resolveTarget(options);
  return {
    target,
    selected,
    ignore: waivers(checks, listValue(text(options, 'ignore'))),
    deadlineMs: deadlineValue(number(options, 'deadline') ?? defaultDeadlineSeconds),
    waitMs: waitValue(number(options, 'wait') ?? 0),
    format: options.json === true ? 'json' : choice(options, 'format', ['text', 'json', 'short'], 'text'),
    exitCodes: choice(options, 'exit-codes', ['intune', 'plain'], 'intune'),
    color: options['no-color'] !== true,
    intune: options.intune === true,
    redact: redactValue(options),
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    ...filesOf(options),
    warnings,
  };
}

/** @throws UsageError */
function redactValue(options: RawOptions): boolean {
  if (options.redact === true && options.record !== undefined) {
    throw new UsageError(
      '--record does not go with --redact: certificates and raw answers hold names that cannot be taken out without ' +
        'changing the verdict.',
    );
  }
  return options.redact === true;
}

function filesOf(options: RawOptions): Pick<RunSettings, 'output' | 'html' | 'log' | 'record'> {
  const files = (['output', 'html', 'log', 'record'] as const).flatMap((name) => {
    const file = single(options, name);
    return file === undefined ? [] : [[name, file] as const];
  });
  return Object.fromEntries(files);
}

function resolveTarget(options: RawOptions): { target: Target; warnings: readonly string[] } {
  const line = single(options, 'ccmsetup');
  const parsed = line === undefined ? undefined : parseCcmsetupCommand(line);
  if (parsed?.ok === false) throw new UsageError(`--ccmsetup cannot be read: ${parsed.reason}`);
  const ccmsetup = parsed?.command;
  const warnings: string[] = [];
  const cmgText = single(options, 'cmg');
  let cmg: CmgTarget | undefined;
  if (cmgText !== undefined) {
    const host = parseCmgHostName(cmgText);
    if (!host.ok) throw new UsageError(`--cmg cannot be "${cmgText}": ${host.reason}`);
    cmg = host.cmg;
    warnings.push(...host.warnings.map((warning) => `--cmg: ${warning}`));
  } else {
    const address = ccmsetup && cmgAddressOf(ccmsetup);
    const host = address === undefined ? undefined : parseCmgHostName(address);
    if (host?.ok === true) cmg = host.cmg;
  }
  const tenantText = single(options, 'tenant');
  const tenantId = tenantText === undefined ? ccmsetup?.aadTenantId : tenantValue(tenantText);
  const proxy = single(options, 'proxy');
  const endpoints = listValue(text(options, 'endpoint')).map(endpointValue);
  const resolvers = listValue(text(options, 'public-resolver')).map(publicResolverValue);
  return {
    target: {
      ...(cmg !== undefined && { cmg }),
      ...(tenantId !== undefined && { tenantId }),
      noCrlCheck: flag(options, 'no-crl-check') ?? ccmsetup?.noCrlCheck === true,
      ...(ccmsetup !== undefined && { ccmsetup }),
      proxy: proxy === undefined ? { kind: 'machine' } : proxyValue(proxy),
      publicResolvers: resolvers.length > 0 ? resolvers : defaultPublicResolvers,
      ...(endpoints.length > 0 && { endpoints }),
    },
    warnings,
  };
}

function withoutCmg(checks: readonly Check[]): string {
  return checks
    .filter((check) => check.needsCmg !== true)
    .map(({ id }) => id)
    .join(',');
}
