import type { RegistryKey } from '../host/ports.ts';
import { bareName, isWithin } from './domain-name.ts';
import { addressScope } from './ip-address.ts';

/** A rule of the Name Resolution Policy Table ([MS-GPNRPT]): these names are asked of these servers. */
export interface NrptRule {
  /** Name of its registry key, a GUID as a rule. */
  readonly id: string;
  /** As written: `.contoso.com` a suffix, `cmg.contoso.com` one name, `.` every name. */
  readonly namespaces: readonly string[];
  /** Generic or DirectAccess name servers; empty: the rule says something else (DNSSEC, IDN). */
  readonly servers: readonly string[];
  readonly directAccess: boolean;
}

/** Group policy; when it holds any rule, the other key is not looked at. */
export const NRPT_POLICY_KEY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient\\DnsPolicyConfig';
/** MDM, VPN profiles and PowerShell. */
export const NRPT_LOCAL_KEY = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Dnscache\\Parameters\\DnsPolicyConfig';

/** ConfigOptions bits of [MS-GPNRPT] section 2.2.2.2. */
const DIRECT_ACCESS = 0x4;
const GENERIC_SERVERS = 0x8;

/** A policy holds dozens of rules; more are noise. */
const MAX_RULES = 4096;

/** Reads the rules below one of the keys, each a sub-key. */
export function readNrptRules(keys: readonly RegistryKey[]): readonly NrptRule[] {
  return keys.slice(0, MAX_RULES).flatMap((key) => {
    const name = key.values.Name;
    const namespaces = name?.type === 'strings' ? name.value : name?.type === 'string' ? [name.value] : [];
    const options = key.values.ConfigOptions;
    const flags = options?.type === 'number' ? options.value : 0;
    if (namespaces.length === 0) {
      return [];
    }
    const directAccess = (flags & DIRECT_ACCESS) !== 0;
    const servers = [
      ...((flags & GENERIC_SERVERS) !== 0 ? serverList(key, 'GenericDNSServers') : []),
      ...(directAccess ? serverList(key, 'DirectAccessDNSServers') : []),
    ];
    return [{ id: key.path.split('\\').at(-1) ?? '', namespaces, servers, directAccess }];
  });
}

function serverList(key: RegistryKey, value: string): readonly string[] {
  const data = key.values[value];
  return data?.type === 'string'
    ? data.value
        .split(/[;,\s]+/)
        .map((server) => server.trim())
        .filter((server) => addressScope(server) !== undefined)
    : [];
}

/** The rule for a name: the one with the longest namespace that covers it (precedence inferred, [MS-GPNRPT] names none). */
export function matchNrptRule(rules: readonly NrptRule[], name: string): NrptRule | undefined {
  let best: { readonly rule: NrptRule; readonly length: number } | undefined;
  for (const rule of rules) {
    for (const namespace of rule.namespaces) {
      const length = coverage(namespace.trim(), name);
      if (length !== undefined && (best === undefined || length > best.length)) {
        best = { rule, length };
      }
    }
  }
  return best?.rule;
}

/** How specific the namespace is for that name; undefined when it does not cover it. */
function coverage(namespace: string, name: string): number | undefined {
  if (namespace === '.') {
    return 0;
  }
  if (!namespace.startsWith('.')) {
    return bareName(namespace) === bareName(name) ? Number.POSITIVE_INFINITY : undefined;
  }
  const suffix = namespace.slice(1);
  return suffix !== '' && isWithin(name, suffix) ? suffix.length : undefined;
}
