import { createHash } from 'node:crypto';
import { renderBlobRecords, renderCertificateBlob } from '../../../src/formats/certificate-blob.ts';
import type { SimulatedRegistry, SimulatedValue } from '../../../src/host/simulated/device.ts';
import type { LabCertificate } from '../pki/certificate.ts';
import { identities } from '../site.ts';
import type { InternetSettings } from './plan.ts';

export const text = (value: string): SimulatedValue => ({ type: 'string', value });
export const number = (value: number): SimulatedValue => ({ type: 'number', value });
export const binary = (bytes: Uint8Array): SimulatedValue => ({
  type: 'binary',
  hex: Buffer.from(bytes).toString('hex'),
});

const SOFTWARE = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
const SYSTEM = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet';
export const USER_HIVE = `HKEY_USERS\\${identities.userSid}`;

/** Physical certificate stores, Microsoft Learn "System Store Locations". */
export const stores = {
  machine: `${SOFTWARE}\\Microsoft\\SystemCertificates\\ROOT`,
  'auth-root': `${SOFTWARE}\\Microsoft\\SystemCertificates\\AuthRoot`,
  'group-policy': `${SOFTWARE}\\Policies\\Microsoft\\SystemCertificates\\Root`,
  enterprise: `${SOFTWARE}\\Microsoft\\EnterpriseCertificates\\Root`,
  user: `${USER_HIVE}\\Software\\Microsoft\\SystemCertificates\\Root`,
  personal: `${SOFTWARE}\\Microsoft\\SystemCertificates\\MY`,
  intermediate: `${SOFTWARE}\\Microsoft\\SystemCertificates\\CA`,
  disallowed: `${SOFTWARE}\\Microsoft\\SystemCertificates\\Disallowed`,
} as const;

export const rootUpdatePolicy = `${SOFTWARE}\\Policies\\Microsoft\\SystemCertificates\\AuthRoot`;

/** The key of one certificate in a store. */
export function storeEntry(
  store: keyof typeof stores,
  certificate: LabCertificate,
  properties: Readonly<Record<number, Uint8Array>> = {},
): SimulatedRegistry {
  const records = Object.entries(properties).map(([id, value]) => ({ id: Number(id), value }));
  const path = `${stores[store]}\\Certificates\\${certificate.thumbprint}`;
  return { [path]: { Blob: binary(renderCertificateBlob(certificate.der, records)) } };
}

/** A CRL among the machine's intermediates: property 33 (CERT_CRL_PROP_ID) in a key named by its SHA-1. */
export function storedCrl(crl: Uint8Array): SimulatedRegistry {
  const path = `${stores.intermediate}\\CRLs\\${createHash('sha1').update(crl).digest('hex').toUpperCase()}`;
  return { [path]: { Blob: binary(renderBlobRecords([{ id: 33, value: crl }])) } };
}

/** CERT_KEY_PROV_INFO_PROP_ID of wincrypt.h: which provider and container hold the private key. */
export function keyProviderInfo(container: string, provider: string): Readonly<Record<number, Uint8Array>> {
  const utf16 = (value: string) => Buffer.from(`${value}\0`, 'utf16le');
  const header = Buffer.alloc(28);
  header.writeUInt32LE(header.length, 0);
  header.writeUInt32LE(header.length + utf16(container).length, 4);
  header.writeUInt32LE(0x20, 12); // CRYPT_MACHINE_KEYSET
  return { 2: Buffer.concat([header, utf16(container), utf16(provider)]) };
}

/** Names of releases by build (Microsoft "Windows 11 release information" and its page for Windows 10). */
const releaseNames: Readonly<Record<number, string>> = { 16299: '1709', 17134: '1803', 22631: '23H2' };

/** What Windows itself writes down about itself. */
export function windowsFacts(build: number): SimulatedRegistry {
  return {
    [`${SOFTWARE}\\Microsoft\\Windows NT\\CurrentVersion`]: {
      // Windows 11 still calls itself 10 here.
      ProductName: text(build < 10_240 ? 'Windows 8.1 Enterprise' : 'Windows 10 Enterprise'),
      ...(releaseNames[build] ? { DisplayVersion: text(releaseNames[build]) } : {}),
      CurrentBuild: text(String(build)),
      CurrentBuildNumber: text(String(build)),
      InstallationType: text('Client'),
      UBR: number(4460),
    },
    ...serviceFacts(),
    [`${SOFTWARE}\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full`]: {
      Release: number(533_320),
      Version: text('4.8.09032'),
    },
    'HKEY_USERS\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders': {
      AppData: text('%USERPROFILE%\\AppData\\Roaming'),
    },
    [`${SYSTEM}\\Control\\Session Manager\\Environment`]: { PROCESSOR_ARCHITECTURE: text('AMD64') },
    [USER_HIVE]: {},
    'HKEY_USERS\\S-1-5-18': {},
    'HKEY_USERS\\S-1-5-19': {},
  };
}

/** Services that an installation needs, as Windows sets them: 2 starts by itself, 3 on demand. */
function serviceFacts(): SimulatedRegistry {
  const starts = { BITS: 3, msiserver: 3, Schedule: 2, Winmgmt: 2 };
  const entries = Object.entries(starts).map(([name, start]) => [serviceKey(name), { Start: number(start) }]);
  return Object.fromEntries(entries);
}

/** The registry key of a service. */
export function serviceKey(name: string): string {
  return `${SYSTEM}\\Services\\${name}`;
}

/** The join as the registry knows it (observed by the AADInternals project), and the MDM enrolment beside it. */
export function joinFacts(certificate: LabCertificate, tenantId: string | undefined): SimulatedRegistry {
  const base = `${SYSTEM}\\Control\\CloudDomainJoin`;
  const tenant: SimulatedRegistry = tenantId
    ? {
        [`${base}\\TenantInfo\\${tenantId}`]: {
          DisplayName: text(identities.tenantName),
          MdmEnrollmentUrl: text('https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc'),
        },
      }
    : {};
  return {
    [`${base}\\JoinInfo\\${certificate.thumbprint}`]: {
      IdpDomain: text('login.windows.net'),
      ...(tenantId ? { TenantId: text(tenantId) } : {}),
      UserEmail: text('adelev@contoso.com'),
      DeviceDisplayName: text(identities.computerName),
      OsVersion: text('10.0.22631.4460'),
      AttestationLevel: number(0),
      TransportKeyStatus: number(3),
      DdidUpToDate: number(1),
    },
    ...tenant,
    [`${SOFTWARE}\\Microsoft\\Enrollments\\1f2e3d4c-5b6a-4798-8a9b-acbdcedfe0f1`]: {
      ProviderID: text('MS DM Server'),
      UPN: text('adelev@contoso.com'),
      EnrollmentState: number(1),
      EnrollmentType: number(6),
    },
  };
}

/** A workplace join of the signed-in user. */
export function registrationFacts(certificate: LabCertificate): SimulatedRegistry {
  const path = `${USER_HIVE}\\Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin\\JoinInfo`;
  return {
    [`${path}\\${certificate.thumbprint}`]: {
      TenantId: text(identities.tenantId),
      UserEmail: text('adelev@contoso.com'),
      DeviceDisplayName: text(identities.computerName),
    },
  };
}

/** Address of the device in the company's network. */
export const DEVICE_ADDRESS = '10.20.4.42';

const ADAPTER = '{6a1b2c3d-4e5f-4607-9182-93a4b5c6d7e8}';

/** Who is signed in, as the sign-in screen remembers it. */
export function signInFacts(who: 'entra-user' | 'domain-user' | 'nobody'): SimulatedRegistry {
  if (who === 'nobody') return {};
  const entra = who === 'entra-user';
  return {
    [`${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI\\SessionData\\1`]: {
      LoggedOnUser: text(entra ? 'AzureAD\\AdeleVance' : 'CONTOSO\\adele'),
      LoggedOnUserSID: text(entra ? identities.userSid : identities.domainUserSid),
    },
  };
}

/** The network adapter that is up, with its name servers as DHCP gave them. */
export function adapterFacts(nameServers: readonly string[]): SimulatedRegistry {
  return {
    [`${SYSTEM}\\Services\\Tcpip\\Parameters\\Interfaces\\${ADAPTER}`]: {
      EnableDHCP: number(1),
      DhcpIPAddress: text(DEVICE_ADDRESS),
      DhcpSubnetMask: text('255.255.252.0'),
      DhcpServer: text('10.20.0.1'),
      DhcpDomain: text('corp.contoso.com'),
      NameServer: text(''),
      DhcpNameServer: text(nameServers.join(' ')),
    },
    [`${SYSTEM}\\Control\\Network\\{4D36E972-E325-11CE-BFC1-08002BE10318}\\${ADAPTER}\\Connection`]: {
      Name: text('Ethernet'),
    },
    [`${SYSTEM}\\Services\\Tcpip\\Parameters`]: { Domain: text(''), DhcpDomain: text('corp.contoso.com') },
  };
}

/** `netsh winhttp`: the static proxy of the machine, or none. */
export function winHttpFacts(proxy: string | undefined): SimulatedRegistry {
  return {
    [`${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections`]: {
      WinHttpSettings: binary(connectionSettings(proxy ? { proxy } : {})),
    },
  };
}

/** Internet Settings of SYSTEM. */
export function systemInternetFacts(settings: InternetSettings): SimulatedRegistry {
  return {
    'HKEY_USERS\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections': {
      DefaultConnectionSettings: binary(connectionSettings(settings)),
    },
  };
}

/** Version, counter and flags (1 direct, 2 proxy, 4 script, 8 discovery), then counted strings: proxy, bypass list, script. */
function connectionSettings({ proxy = '', autoConfigUrl = '', autoDetect = false }: InternetSettings): Buffer {
  const counted = (value: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(value.length);
    return Buffer.concat([length, Buffer.from(value, 'latin1')]);
  };
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0x46, 0);
  head.writeUInt32LE(1 | (proxy ? 2 : 0) | (autoConfigUrl ? 4 : 0) | (autoDetect ? 8 : 0), 8);
  return Buffer.concat([head, counted(proxy), counted(''), counted(autoConfigUrl)]);
}
