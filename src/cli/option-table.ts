/** How a value is written on the command line and in the settings file. */
export type OptionKind = 'flag' | 'text' | 'list' | 'number' | 'choice';

export interface OptionSpec {
  /** Long flag without the dashes; its camel case is the key in the settings file. */
  readonly name: string;
  readonly kind: OptionKind;
  readonly choices?: readonly string[];
  /** What stands for the value in the help. */
  readonly placeholder?: string;
  readonly help: string;
  readonly commands: readonly CommandName[];
  /** May also stand in the settings file. */
  readonly inSettingsFile: boolean;
  /** An empty value means something: a password may be empty. */
  readonly mayBeEmpty?: boolean;
}

export const commandNames = ['run', 'gate', 'certificate', 'list', 'explain'] as const;
export type CommandName = (typeof commandNames)[number];

const judging: readonly CommandName[] = ['run', 'gate'];
const everywhere: readonly CommandName[] = commandNames;
const certificate: readonly CommandName[] = ['certificate'];

/** The one table of flags: parsing, the settings file, the help and the nearest right spelling all read it. */
export const optionTable = [
  {
    name: 'host',
    kind: 'text',
    placeholder: 'name',
    help: 'service name of the CMG that the certificate must be for',
    commands: certificate,
    inSettingsFile: false,
  },
  {
    name: 'roots',
    kind: 'text',
    placeholder: 'file',
    help: "trust exactly the certificates in this file instead of this machine's stores",
    commands: certificate,
    inSettingsFile: false,
  },
  {
    name: 'intermediates',
    kind: 'text',
    placeholder: 'file',
    help: 'further candidates for the chain',
    commands: certificate,
    inSettingsFile: false,
  },
  {
    name: 'crl',
    kind: 'list',
    placeholder: 'file',
    help: 'judge revocation by this list instead of fetching; repeatable',
    commands: certificate,
    inSettingsFile: false,
  },
  {
    name: 'offline',
    kind: 'flag',
    help: 'fetch nothing: no issuers, no lists, no OCSP',
    commands: certificate,
    inSettingsFile: false,
  },
  {
    name: 'at',
    kind: 'text',
    placeholder: 'time',
    help: 'the moment to judge for, such as 2026-07-01T12:00:00Z (default now)',
    commands: certificate,
    inSettingsFile: false,
  },
  {
    name: 'password',
    kind: 'text',
    placeholder: 'text',
    help: 'password of the PFX',
    commands: certificate,
    inSettingsFile: false,
    mayBeEmpty: true,
  },
  {
    name: 'cmg',
    kind: 'text',
    placeholder: 'host',
    help: 'service name of the cloud management gateway, as in CCMHOSTNAME',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'tenant',
    kind: 'text',
    placeholder: 'guid',
    help: "Entra tenant the device must belong to (default: the device's own)",
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'ccmsetup',
    kind: 'text',
    placeholder: 'line',
    help: 'ccmsetup or msiexec command line to look over, and to take --cmg, --tenant, /nocrlcheck, ... from',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'config',
    kind: 'text',
    placeholder: 'file',
    help: 'JSON settings (default: cmg-preflight.json beside the executable, when it exists)',
    commands: judging,
    inSettingsFile: false,
  },
  {
    name: 'only',
    kind: 'list',
    placeholder: 'a,b',
    help: 'run only these checks; cmg-preflight list shows them',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'skip',
    kind: 'list',
    placeholder: 'a,b',
    help: 'leave these checks out',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'ignore',
    kind: 'list',
    placeholder: 'a,b',
    help: 'waive a check or a finding code: its failure becomes a warning, still shown',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'no-crl-check',
    kind: 'flag',
    help: 'the deployment uses /nocrlcheck: revocation findings warn instead of fail',
    commands: [...judging, 'certificate'],
    inSettingsFile: true,
  },
  {
    name: 'public-resolver',
    kind: 'list',
    placeholder: 'ip|url',
    help: "who gives the internet's view of DNS: ip, ip:port or an https URL; repeatable",
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'endpoint',
    kind: 'list',
    placeholder: 'host[:port]',
    help: 'also check that this server can be reached over TLS; repeatable',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'proxy',
    kind: 'text',
    placeholder: 'url',
    help: "proxy to go through, or none (default: the machine's WinHTTP proxy)",
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'deadline',
    kind: 'number',
    placeholder: 'seconds',
    help: 'the whole run ends by then, whatever happens (default 120)',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'wait',
    kind: 'number',
    placeholder: 'minutes',
    help: 'while the verdict may cure itself, judge again, at most this long (default 0)',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'format',
    kind: 'choice',
    choices: ['text', 'json', 'short'],
    help: 'what goes to standard output (default text)',
    commands: judging,
    inSettingsFile: true,
  },
  { name: 'json', kind: 'flag', help: 'short for --format json', commands: everywhere, inSettingsFile: true },
  {
    name: 'output',
    kind: 'text',
    placeholder: 'file',
    help: 'also write the JSON report there',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'html',
    kind: 'text',
    placeholder: 'file',
    help: 'also write the HTML report there',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'log',
    kind: 'text',
    placeholder: 'file',
    help: 'also append a CMTrace log to this file, kept under 2 MB',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'record',
    kind: 'text',
    placeholder: 'file',
    help: 'keep every fact gathered in a file',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'replay',
    kind: 'text',
    placeholder: 'file',
    help: 'judge recorded facts again, touching nothing; gate then starts nothing either',
    commands: judging,
    inSettingsFile: false,
  },
  {
    name: 'redact',
    kind: 'flag',
    help: 'replace names, ids, addresses and tenants in everything written by stand-ins',
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'intune',
    kind: 'flag',
    help: "log and report into Intune's log folder, pass marker in the registry, summary as the last line",
    commands: judging,
    inSettingsFile: true,
  },
  {
    name: 'exit-codes',
    kind: 'choice',
    choices: ['intune', 'plain'],
    help: 'scheme of the exit code (default intune)',
    commands: [...judging, 'list', 'explain'],
    inSettingsFile: true,
  },
  { name: 'no-color', kind: 'flag', help: 'plain text', commands: everywhere, inSettingsFile: true },
  {
    name: 'quiet',
    kind: 'flag',
    help: 'only the verdict',
    commands: [...judging, 'certificate'],
    inSettingsFile: true,
  },
  {
    name: 'verbose',
    kind: 'flag',
    help: 'also passing findings, evidence, timings and diagnostics',
    commands: [...judging, 'certificate'],
    inSettingsFile: true,
  },
  { name: 'version', kind: 'flag', help: 'show the version', commands: everywhere, inSettingsFile: false },
  { name: 'help', kind: 'flag', help: 'show this help', commands: everywhere, inSettingsFile: false },
] as const satisfies readonly OptionSpec[];

export type OptionName = (typeof optionTable)[number]['name'];

/** Values as given, by option, not yet understood. */
export type RawOptions = { readonly [N in OptionName]?: string | number | boolean | readonly string[] };

/** `no-crl-check` → `noCrlCheck`: the key in the settings file. */
export function settingsKey(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function optionNamed(name: string): OptionSpec | undefined {
  return optionTable.find((option) => option.name === name);
}
