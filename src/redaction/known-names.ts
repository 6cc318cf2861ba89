import type { Json } from '../core/json.ts';
import type { Report } from '../core/report.ts';
import { publicAccounts, publicIssuers } from './public-names.ts';
import type { Kind } from './stand-ins.ts';

/** A text that is somebody's name, as the report itself says. */
export interface KnownName {
  readonly kind: Kind;
  readonly text: string;
}

/** Fields of the evidence whose value is a name, by the field's name. */
const namedFields: Readonly<Record<string, Kind>> = {
  computerName: 'device',
  deviceName: 'device',
  displayName: 'name',
  tenantName: 'name',
  domainName: 'name',
  siteCode: 'value',
  AssignedSiteCode: 'value',
  serial: 'serial',
};
/** Fields whose value is an account, `DOMAIN\name` or `name@domain`. */
const accountFields = new Set(['user', 'executingAccount', 'userName', 'userEmail', 'upn']);
/** Objects whose `name` is a name and no word of ours. */
const namingParents: Readonly<Record<string, Kind>> = { tenant: 'name', signedIn: 'user', workAccounts: 'user' };

/** An attribute of a distinguished name; the value ends where the next attribute or the text does. */
export const dnAttribute =
  /(?<![\p{L}\p{N}])(CN|OU|O|L|ST|S|DC|E|STREET|SERIALNUMBER|T|G|SN|UID|emailAddress|2\.5\.4\.\d+)=("(?:[^"]|"")*"|[^,+;"<>\n)|]+)/gu;

/** Words that a certificate or a folder may be named and that stand in our own sentences, too. */
const commonWords =
  /^(?:root|issuing|policy|intermediate|ca|it|pki|users?|devices?|servers?|clients?|computers?|services|configuration|public key services|aia|cdp|certification authority|certificate|gateway|cmg|contact|default|internal|external|unknown|none|ethernet|wi-?fi)$/i;

/** Everything that the report tells to be a name, in the order in which it tells. */
export function knownNames(report: Report): readonly KnownName[] {
  const names: KnownName[] = [];
  const add = (kind: Kind, text: string | null): void => {
    const trimmed = text?.trim() ?? '';
    // Two letters are found by chance.
    if (trimmed.length > 2 && !commonWords.test(trimmed)) names.push({ kind, text: trimmed });
  };
  const addAccount = (account: string): void => {
    const [first = '', second] = account.split('\\');
    if (second === undefined) {
      if (!account.includes('@') && !publicAccounts.test(account)) add('user', account);
      return;
    }
    if (!publicAccounts.test(first)) add('name', first);
    if (!publicAccounts.test(first) || /^azuread$/i.test(first)) add('user', second.replace(/\$$/, ''));
  };
  const walk = (value: Json | undefined, field: string, parent: string): void => {
    if (typeof value === 'string') {
      const kind = namedFields[field] ?? (field === 'name' ? namingParents[parent] : undefined);
      if (accountFields.has(field) || kind === 'user') addAccount(value);
      else if (kind !== undefined) add(kind, value);
      for (const text of namesInDn(value)) add('name', text);
    } else if (Array.isArray(value)) {
      for (const item of value) walk(item, field, parent);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) walk(item, key, field);
    }
  };

  const { device, target } = report;
  add('device', device.computerName);
  add('tenant', target.tenantId);
  add('tenant', device.tenantId);
  add('device-id', device.deviceId);
  if (device.user !== null && device.isSystem !== true) addAccount(device.user);
  for (const { evidence, findings } of report.checks) {
    walk(evidence, '', '');
    for (const { what, why, subject } of findings) {
      for (const text of [what, why, subject]) for (const name of namesInDn(text ?? '')) add('name', name);
    }
  }
  return names;
}

/** What the surroundings of this process tell of the device and its user. */
export function namesInEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly KnownName[] {
  const { COMPUTERNAME, USERNAME, USERDOMAIN } = environment;
  const named = (kind: Kind, text: string | undefined): readonly KnownName[] =>
    text === undefined || text.length < 3 || publicAccounts.test(text) || commonWords.test(text)
      ? []
      : [{ kind, text }];
  return [
    ...named('device', COMPUTERNAME),
    ...named('user', USERNAME?.replace(/\$$/, '')),
    ...named('name', USERDOMAIN),
  ];
}

function namesInDn(text: string): readonly string[] {
  return [...text.matchAll(dnAttribute)].flatMap(([, type, quoted = '']) => {
    const value = quoted.replace(/^"|"$/g, '').trim();
    return type === 'DC' || publicIssuers.test(value) || /\.|^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(value) ? [] : [value];
  });
}
