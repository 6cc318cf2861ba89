import type { Check } from '../src/core/check.ts';
import { type Finding, findingsOf } from '../src/core/finding.ts';
import type { JsonObject } from '../src/core/json.ts';
import type { RegistryKey, SessionFacts } from '../src/host/ports.ts';
import { isDevicePhase, PROVISIONING_KEYS, type Provisioning, provisioningOf } from './device-context/provisioning.ts';
import { isHomeEdition, type WindowsRelease, windowsReleaseOf } from './device-context/windows-release.ts';

/** Who runs this and on what: it decides nothing about the CMG and everything about how far the other answers reach. */
export interface DeviceContextEvidence {
  readonly session: SessionFacts;
  /** Absent when it could not be read. */
  readonly release?: WindowsRelease;
  /** Absent off Windows. */
  readonly provisioning?: Provisioning;
}

/** First build of Windows 10: nothing older can be Entra joined, nor runs a supported client. */
export const FIRST_SUPPORTED_BUILD = 10_240;
/** Windows 10 1803, the first that gives ccmsetup a device token (Microsoft: CMG client authentication). */
export const FIRST_DEVICE_TOKEN_BUILD = 17_134;

const CURRENT_VERSION = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

const finding = findingsOf('device-context', [
  'system',
  'elevated-user',
  'not-elevated',
  'identity-unknown',
  'os-unsupported',
  'edition-unsupported',
  'not-windows',
]);

export const deviceContext: Check<DeviceContextEvidence> = {
  id: 'device-context',
  title: 'this runs on a supported Windows as the account that ccmsetup uses',
  exitCode: 20130,
  codes: finding.codes,
  timeoutMs: 15_000,

  async probe({ host, signal }) {
    const session = await host.session.describe(signal);
    if (session.platform !== 'windows') return { session };
    const keyAt = async (path: string): Promise<RegistryKey | undefined> => {
      const outcome = await host.registry.read(path, { recursive: false }, signal);
      return outcome.status === 'found' ? outcome.keys[0] : undefined;
    };
    const [current, phases, profile, setup] = await Promise.all([
      keyAt(CURRENT_VERSION),
      keyAt(PROVISIONING_KEYS.phases),
      keyAt(PROVISIONING_KEYS.profile),
      keyAt(PROVISIONING_KEYS.setup),
    ]);
    return {
      session,
      ...(current && { release: windowsReleaseOf(current) }),
      provisioning: provisioningOf({ phases, profile, setup }),
    };
  },

  judge({ session, release, provisioning }) {
    if (session.platform !== 'windows') {
      return [
        finding.fail('not-windows', {
          what: `This is not Windows: ${session.osRelease}`,
          why: 'ccmsetup runs on Windows only, and its identity, stores and proxy exist nowhere else.',
          fix: 'Run cmg-preflight.exe on the Windows device that is to get the client.',
          owner: 'device',
        }),
      ];
    }
    const build = session.osBuild ?? release?.build ?? null;
    const name = release?.name ?? 'Windows';
    if (build !== null && build < FIRST_SUPPORTED_BUILD) {
      return [
        finding.fail('os-unsupported', {
          what: `${name}, build ${build}, is older than Windows 10`,
          why: 'It has no Entra device identity, and the current Configuration Manager client does not support it.',
          fix: 'Bring the device to a Windows release that the Configuration Manager client supports.',
          owner: 'device',
        }),
      ];
    }
    const system = `${name}${build === null ? '' : `, build ${build}`}, ${session.arch}`;
    const account = accountFinding(session, `${system}${provisioning ? stageOf(provisioning) : ''}`);
    return release !== undefined && isHomeEdition(release) ? [account, homeFinding(name)] : [account];
  },

  present: ({ session, release, provisioning }) => ({
    ...session,
    ...(release && { release: { ...release } }),
    ...(provisioning && presentProvisioning(provisioning)),
  }),
};

/** Microsoft Learn "Microsoft Entra joined devices" and "Supported operating system versions for clients". */
function homeFinding(name: string): Finding {
  return finding.warn('edition-unsupported', {
    what: `${name} is a Home edition`,
    why: 'It can be registered with Entra ID but not joined, nor be in a domain, and Configuration Manager does not support it.',
    fix: 'Upgrade the device to Pro or Enterprise (Settings > System > Activation > Change product key), then join it.',
    owner: 'device',
  });
}

function presentProvisioning({ autopilot, ...stage }: Provisioning): JsonObject {
  return { provisioning: { ...stage, ...(autopilot && { autopilot: { ...autopilot } }) } };
}

/** Completes "…, on Windows 11". */
function stageOf(provisioning: Provisioning): string {
  const { autopilot, esp } = provisioning;
  const profile = autopilot ? `, set up by Autopilot${autopilot.join ? ` (${autopilot.join} join)` : ''}` : '';
  if (isDevicePhase(provisioning)) return `${profile}, in the device phase of the Enrollment Status Page`;
  return `${profile}${esp === 'account-setup' ? ', in the account phase of the Enrollment Status Page' : ''}`;
}

function accountFinding({ isSystem, elevated, user: name }: SessionFacts, system: string) {
  // Where whoami says nothing and the account has no profile, it has no name.
  const user = name === '' ? 'an account without a name' : name;
  if (isSystem === true) return finding.pass('system', { what: `Runs as SYSTEM, as ccmsetup does, on ${system}` });
  if (elevated === true) {
    return finding.warn('elevated-user', {
      what: `Runs as ${user} with administrator rights, not as SYSTEM, on ${system}`,
      why: 'ccmsetup works as SYSTEM: a proxy, a firewall rule or a cached CRL that helps this user may not help it.',
      fix: 'For the last word run it as SYSTEM: from Intune, a scheduled task, or `psexec -s`.',
      owner: 'device',
    });
  }
  if (elevated === false) {
    return finding.warn('not-elevated', {
      what: `Runs as ${user} without administrator rights, on ${system}`,
      why: 'The device key cannot be tried, some stores cannot be read, and ccmsetup works as SYSTEM, not as this user.',
      fix: 'Run it again from an elevated prompt, or better as SYSTEM.',
      owner: 'device',
    });
  }
  return finding.warn('identity-unknown', {
    what: `Whether ${user} has administrator rights could not be found out, on ${system}`,
    why: 'ccmsetup works as SYSTEM; what another account sees may differ.',
    fix: 'Run it as SYSTEM: from Intune, a scheduled task, or `psexec -s`.',
    owner: 'device',
  });
}
