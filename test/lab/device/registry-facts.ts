import type { SimulatedRegistry, SimulatedValue } from '../../../src/host/simulated/device.ts';
import type { LabCertificate } from '../pki/certificate.ts';
import { identities } from '../site.ts';

export const text = (value: string): SimulatedValue => ({ type: 'string', value });
export const number = (value: number): SimulatedValue => ({ type: 'number', value });
export const binary = (bytes: Uint8Array): SimulatedValue => ({
  type: 'binary',
  hex: Buffer.from(bytes).toString('hex'),
});

export const SOFTWARE = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
export const SYSTEM = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet';
export const USER_HIVE = `HKEY_USERS\\${identities.userSid}`;

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
