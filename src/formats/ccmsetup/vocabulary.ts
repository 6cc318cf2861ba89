/** What a documented parameter or property takes. */
export type ValueRule =
  /** It stands alone. */
  | { readonly kind: 'none' }
  | { readonly kind: 'text' }
  | { readonly kind: 'guid' }
  | { readonly kind: 'uri' }
  | { readonly kind: 'site-code' }
  /** A deployment id: the site code and five hexadecimal digits. */
  | { readonly kind: 'deployment-id' }
  | { readonly kind: 'number'; readonly from: number; readonly to?: number }
  /** @property combinable separated by `;` */
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly combinable?: boolean }
  /** Stands alone or takes one of the choices. */
  | { readonly kind: 'switch'; readonly choices: readonly string[] };

export interface Term {
  readonly name: string;
  readonly kind: 'parameter' | 'property';
  readonly value: ValueRule;
  /** What ccmsetup assumes without it; a line gets shorter by leaving such a value out. */
  readonly standard?: string;
  /** It may stand on a line more than once. */
  readonly repeatable?: boolean;
}

const none = { kind: 'none' } as const;
const text = { kind: 'text' } as const;
const trueOrFalse = { kind: 'choice', choices: ['TRUE', 'FALSE'] } as const;
const oneOrZero = { kind: 'choice', choices: ['0', '1'] } as const;

const parameter = (name: string, value: ValueRule, more: Partial<Term> = {}): Term => ({
  name,
  kind: 'parameter',
  value,
  ...more,
});
const property = (name: string, value: ValueRule, more: Partial<Term> = {}): Term => ({
  name,
  kind: 'property',
  value,
  ...more,
});

/**
 * The documented parameters of ccmsetup.exe and properties of client.msi. Source: Microsoft "About client
 * installation parameters and properties in Configuration Manager"
 * (https://learn.microsoft.com/intune/configmgr/core/clients/deploy/about-client-installation-properties).
 * SMSDIRECTORYLOOKUP, SMSSLP and AADTENANTNAME stand in older editions of it and on many lines.
 */
export const vocabulary: readonly Term[] = [
  parameter('?', none),
  parameter('AllowMetered', none),
  parameter('AlwaysExcludeUpgrade', trueOrFalse, { standard: 'FALSE' }),
  parameter(
    'BITSPriority',
    { kind: 'choice', choices: ['FOREGROUND', 'HIGH', 'NORMAL', 'LOW'] },
    { standard: 'NORMAL' },
  ),
  parameter('config', text),
  parameter('downloadtimeout', { kind: 'number', from: 1 }, { standard: '1440' }),
  parameter('ExcludeFeatures', { kind: 'choice', choices: ['ClientUI'] }),
  parameter('forceinstall', none),
  parameter('forcereboot', none),
  parameter('IgnoreSkipUpgrade', none),
  parameter('logon', none),
  parameter('mp', text),
  parameter('NoCRLCheck', none),
  parameter('noservice', none),
  parameter('regtoken', text),
  parameter('retry', { kind: 'number', from: 1 }),
  parameter('service', none),
  parameter('skipprereq', text),
  parameter('source', text, { repeatable: true }),
  parameter('uninstall', none),
  parameter('UpgradeToLatest', none),
  parameter('UsePKICert', none),

  property('AADCLIENTAPPID', { kind: 'guid' }),
  property('AADRESOURCEURI', { kind: 'uri' }),
  property('AADTENANTID', { kind: 'guid' }),
  property('AADTENANTNAME', text),
  property('CCMADMINS', text),
  property('CCMALLOWSILENTREBOOT', { kind: 'switch', choices: ['1', 'TRUE'] }),
  property('CCMALWAYSINF', oneOrZero),
  property('CCMCERTISSUERS', text),
  property('CCMCERTNAMECHECK', oneOrZero),
  property('CCMCERTSEL', text),
  property('CCMCERTSTORE', text),
  property('CCMDEBUGLOGGING', oneOrZero, { standard: '0' }),
  property('CCMENABLELOGGING', trueOrFalse, { standard: 'TRUE' }),
  property('CCMEVALHOUR', { kind: 'number', from: 0, to: 23 }, { standard: '0' }),
  property('CCMEVALINTERVAL', { kind: 'number', from: 1, to: 1440 }, { standard: '1440' }),
  property('CCMFIRSTCERT', oneOrZero),
  property('CCMHOSTNAME', text),
  property('CCMHTTPPORT', { kind: 'number', from: 1, to: 65535 }, { standard: '80' }),
  property('CCMHTTPSPORT', { kind: 'number', from: 1, to: 65535 }, { standard: '443' }),
  property('CCMINSTALLDIR', text),
  property('CCMLOGLEVEL', { kind: 'number', from: 0, to: 3 }, { standard: '1' }),
  property('CCMLOGMAXHISTORY', { kind: 'number', from: 0 }, { standard: '1' }),
  property('CCMLOGMAXSIZE', { kind: 'number', from: 10000 }, { standard: '250000' }),
  property('DISABLECACHEOPT', trueOrFalse),
  property('DISABLESITEOPT', trueOrFalse),
  property('DNSSUFFIX', text),
  property('FSP', text),
  property('IGNOREAPPVVERSIONCHECK', trueOrFalse),
  property('MANAGEDINSTALLER', oneOrZero),
  property('NOTIFYONLY', trueOrFalse),
  property('PROVISIONTS', { kind: 'deployment-id' }),
  property('RESETKEYINFORMATION', trueOrFalse),
  property('SITEREASSIGN', trueOrFalse),
  property('SMSCACHEDIR', text),
  property('SMSCACHEFLAGS', {
    kind: 'choice',
    combinable: true,
    choices: [
      'PERCENTDISKSPACE',
      'PERCENTFREEDISKSPACE',
      'MAXDRIVE',
      'MAXDRIVESPACE',
      'NTFSONLY',
      'COMPRESS',
      'FAILIFNOSPACE',
    ],
  }),
  property('SMSCACHESIZE', { kind: 'number', from: 1 }, { standard: '5120' }),
  property('SMSCONFIGSOURCE', text, { standard: 'PU' }),
  property('SMSDIRECTORYLOOKUP', text),
  property('SMSMP', text),
  property('SMSMPLIST', text),
  property('SMSPUBLICROOTKEY', text),
  property('SMSROOTKEYPATH', text),
  property('SMSSIGNCERT', text),
  property('SMSSITECODE', { kind: 'site-code' }),
  property('SMSSLP', text),
  property('UPGRADETOLATEST', { kind: 'switch', choices: ['TRUE', '1'] }),
];

const byName = new Map(vocabulary.map((term) => [`${term.kind} ${term.name.toLowerCase()}`, term]));

/** The term of that name, whatever its case. */
export function termOf(kind: Term['kind'], name: string): Term | undefined {
  return byName.get(`${kind} ${name.toLowerCase()}`);
}

/** What Windows Installer itself understands on a line for ccmsetup.msi; value: whether the next word belongs to it. */
const installerSwitches: Readonly<Record<string, boolean>> = {
  i: true,
  package: true,
  a: true,
  x: true,
  uninstall: true,
  p: true,
  update: true,
  log: true,
  q: false,
  qn: false,
  qb: false,
  qr: false,
  qf: false,
  quiet: false,
  passive: false,
  norestart: false,
  promptrestart: false,
  forcerestart: false,
};

/** Whether the next word belongs to this switch of msiexec; undefined: not one of its switches. */
export function installerSwitchTakesWord(name: string): boolean | undefined {
  const lower = name.toLowerCase();
  if (/^l[iwearucmopvx+!*]*$/.test(lower)) return true;
  if (/^q[nbrf][-+!]{0,2}$/.test(lower)) return false;
  return installerSwitches[lower];
}
