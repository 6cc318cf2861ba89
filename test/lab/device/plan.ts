import type { SimulatedRegistry, SimulatedSession } from '../../../src/host/simulated/device.ts';
import type { Days } from '../pki/days.ts';
import type { AddressRole } from '../site.ts';

/** How a device differs from the healthy one: Entra joined, SYSTEM, with the company's root. */
export interface DevicePlan {
  readonly session?: Partial<SimulatedSession>;
  /** No Windows at all: no registry, no inbox tools. */
  readonly notWindows?: boolean;
  /** How far the device's clock is ahead of the real one. */
  readonly clockOffsetMs?: number;
  readonly join?: JoinState;
  /** The tenant it belongs to. */
  readonly tenantId?: string;
  /** A signed-in user has registered the device (workplace join). */
  readonly registeredByUser?: boolean;
  /** The registry knows no tenant of the join either. */
  readonly withoutTenant?: boolean;
  readonly deviceCertificate?:
    | 'missing'
    | 'without-key'
    | 'registered-kind'
    | { readonly valid: readonly [Days, Days] };
  /** A client certificate of the company's CA in Local Computer\Personal. */
  readonly clientCertificate?: 'valid' | 'expired';
  readonly dsregcmd?: DsregcmdPlan;
  /**
   * What the inbox curl.exe, and so Windows' own TLS, makes of the CMG: it accepts, or ends with this code of winerror.h.
   * Default: there is no curl.exe, as before Windows 10 1803.
   */
  readonly schannel?: 'accepts' | `0x${string}`;
  /** Where the CMG's root is installed. */
  readonly root?: RootPlace | 'nowhere';
  /** What else is installed for the machine: the issuing CA as an intermediate, the others as roots. */
  readonly installed?: readonly ('issuing' | 'server' | 'inspection')[];
  /** CRLs that were put into the machine's intermediates by hand. */
  readonly installedCrls?: readonly ('root' | 'issuing')[];
  /** What the company has put among the untrusted certificates. */
  readonly disallowed?: 'root' | 'issuing' | 'server';
  /** Properties in the root's blob, by id of wincrypt.h, hex. */
  readonly rootPropertiesHex?: Readonly<Record<number, string>>;
  readonly rootUpdate?: RootUpdatePlan;
  /** A ccmsetup is at work. */
  readonly setupRuns?: boolean;
  /** Free space on the system drive; default: plenty. Under Wine it is the machine's. */
  readonly freeBytes?: number;
  readonly hosts?: string;
  readonly nameServers?: readonly AddressRole[];
  /** Who is signed in, and whether with an Entra account; default: an Entra user. */
  readonly signedIn?: 'entra-user' | 'domain-user' | 'nobody';
  /** `host:port` of the machine's WinHTTP proxy. */
  readonly winHttpProxy?: string;
  /** What SYSTEM's own Internet Settings say, besides WinHTTP's. */
  readonly systemInternetSettings?: InternetSettings;
  /** To these a firewall lets this very device send nothing; a proxy it lets. Played on free ports only. */
  readonly blocked?: readonly AddressRole[];
  /** Keys that are added, or whose values are added or replaced. */
  readonly registry?: SimulatedRegistry;
  /** Keys that are not there, with everything below. */
  readonly absentKeys?: readonly string[];
  readonly deniedKeys?: readonly string[];
}

export interface InternetSettings {
  /** `host:port` */
  readonly proxy?: string;
  readonly autoConfigUrl?: string;
  readonly autoDetect?: boolean;
}

export type JoinState =
  | 'entra'
  | 'hybrid'
  | 'none'
  | 'domain'
  | 'hybrid-pending'
  | 'hybrid-no-scp'
  | 'hybrid-discovery-failed'
  | 'on-premises'
  /** Both at once, which cannot be. */
  | 'contradictory';

export type RootPlace = 'machine' | 'auth-root' | 'group-policy' | 'enterprise' | 'user';

export interface DsregcmdPlan {
  readonly behaviour?: 'hangs' | 'missing' | 'prints-nothing' | 'garbled' | 'not-started';
  /** Rows with another value, or left out (null), by label. */
  readonly rows?: Readonly<Record<string, string | null>>;
  readonly encoding?: 'utf-8' | 'utf-16le' | 'latin1';
  /** The layout before Windows 10 1809. */
  readonly layout?: 'old';
  readonly exitCode?: number;
}

export interface RootUpdatePlan {
  /** The CMG's root stands in the list of the root program. */
  readonly listed?: boolean;
  /** Policy DisableRootAutoUpdate. */
  readonly disabled?: boolean;
  /** No list has ever arrived. */
  readonly neverSynced?: boolean;
  /** Where the list comes from instead of Windows Update. */
  readonly rootDirUrl?: string;
  /** Properties of the CMG's root in the list, by id, hex. */
  readonly propertiesHex?: Readonly<Record<number, string>>;
}
