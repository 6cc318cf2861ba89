/**
 * Registry keys that every Windows has and Wine has not. A program that asks for a key below a missing one is told no
 * more than "not there" and goes looking for the reason: with these it has as little to look for as on Windows.
 */
import type { RegistryEntry } from './registry-file.ts';

const microsoft = 'HKLM\\SOFTWARE\\Microsoft';
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft';
const system = 'HKLM\\SYSTEM\\CurrentControlSet';
const currentVersion = 'Software\\Microsoft\\Windows\\CurrentVersion';
const userStores = 'Software\\Microsoft\\SystemCertificates';

const certificateStores = [
  ...['AuthRoot', 'CA', 'Disallowed', 'MY', 'ROOT', 'SmartCardRoot'].map(
    (name) => `${microsoft}\\SystemCertificates\\${name}`,
  ),
  ...['CA', 'Disallowed', 'Root'].map((name) => `${policies}\\SystemCertificates\\${name}`),
  ...['CA', 'Disallowed', 'Root'].map((name) => `${microsoft}\\EnterpriseCertificates\\${name}`),
];

const ofTheMachine = [
  ...certificateStores.flatMap((store) => [`${store}\\Certificates`, `${store}\\CRLs`]),
  `${microsoft}\\Cryptography\\OID\\EncodingType 0\\CertDllCreateCertificateChainEngine\\Config`,
  `${microsoft}\\DusmSvc\\Profiles`,
  `${microsoft}\\Provisioning\\Diagnostics`,
  `${microsoft}\\Windows\\Autopilot\\EnrollmentStatusTracking\\Device\\DevicePreparation\\PolicyProviders`,
  `${microsoft}\\Windows\\CurrentVersion\\Authentication\\LogonUI`,
  `${microsoft}\\Windows\\CurrentVersion\\Component Based Servicing`,
  `${microsoft}\\Windows\\CurrentVersion\\Installer`,
  `${microsoft}\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update`,
  `${policies}\\Windows`,
  `${policies}\\Windows Defender\\Policy Manager`,
  `${policies}\\Windows NT`,
  'HKLM\\SYSTEM\\Setup',
  `${system}\\Control\\Network\\{4D36E972-E325-11CE-BFC1-08002BE10318}`,
  `${system}\\Services\\Dnscache\\Parameters`,
  `${system}\\Services\\Tcpip6\\Parameters\\Interfaces`,
];

/** In the profile of an account. */
const ofAnAccount = [
  `${userStores}\\Root\\Certificates`,
  `${currentVersion}\\Explorer\\User Shell Folders`,
  `${currentVersion}\\Internet Settings\\Connections`,
];

/** @param described what a case says about the registry; every account that it names has a profile */
export function windowsKeys(described: readonly RegistryEntry[]): readonly RegistryEntry[] {
  const accounts = described.flatMap(({ key }) => /^HKU\\S-1-(?:5-21|12)-[\d-]+(?=\\|$)/i.exec(key) ?? []);
  const hives = new Set(['HKCU', 'HKU\\S-1-5-18', ...accounts]);
  const keys = [...ofTheMachine, ...[...hives].flatMap((hive) => ofAnAccount.map((key) => `${hive}\\${key}`))];
  return keys.map((key) => ({ key, name: '', type: 'key-only' }));
}
