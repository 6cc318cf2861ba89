import type { AadInfoDelivery, AadInfoFormat } from './cmg/aad-auth-info.ts';
import type { DevicePlan } from './device/plan.ts';
import type { PkiPlan } from './pki/plan.ts';
import type { DnsServerSetup } from './servers/dns-server.ts';
import type { NameEntry } from './servers/dns-zone.ts';
import type { HttpAnswer } from './servers/http-answer.ts';
import type { Manner, TlsSetup } from './servers/web-server.ts';

/**
 * A device and the world around it, told by how they differ from the healthy ones. It names hosts and roles, never an
 * address or a port.
 */
export interface Scenario {
  /** Kebab-case. */
  readonly name: string;
  /** What is the matter, in one sentence. */
  readonly sentence: string;
  readonly expect: Expectation;
  /** What the user asks for. */
  readonly run?: RunPlan;
  readonly device?: DevicePlan;
  /** What becomes of the device while the tool waits. */
  readonly laterDevice?: DevicePlan;
  readonly dns?: DnsPlan;
  readonly pki?: PkiPlan;
  readonly cmg?: CmgPlan;
  /** Answers of the plain web server, by `host/path`, before those of the PKI. */
  readonly web?: Readonly<Record<string, HttpAnswer>>;
  /** What happens on port 443 of Microsoft's hosts. */
  readonly microsoftPort?: PortState;
  readonly proxy?: ProxyPlan;
  /** Something never answers: whoever waits for it may be made to wait shorter. */
  readonly silent?: boolean;
}

export interface Expectation {
  readonly verdict: 'ready' | 'ready-with-warnings' | 'not-ready' | 'undetermined';
  /** Finding codes that must appear. */
  readonly codes: readonly string[];
  /** Of the scheme `intune`. */
  readonly exitCode: number;
  /** The only checks that may fail; default: those of `codes`. */
  readonly failing?: readonly string[];
}

export interface RunPlan {
  readonly tenantId?: string;
  readonly noCrlCheck?: boolean;
  readonly waitMinutes?: number;
  /** A whole ccmsetup command line. */
  readonly ccmsetup?: string;
  /** Service name, if another one. */
  readonly cmg?: string;
  /** `lab`: the proxy of the scenario; default: the machine's own. */
  readonly proxy?: 'lab' | 'none';
  /** Default: two resolvers on port 53 and one over HTTPS. */
  readonly publicResolvers?: readonly ('publicDns' | 'secondPublicDns' | 'doh')[];
}

/** Zones are merged into the healthy ones by name; null takes a name away. */
export type ZoneChange = Readonly<Record<string, NameEntry | null>>;

export interface DnsPlan {
  /** What the company's name servers say; they ask the internet for everything else. */
  readonly internal?: ZoneChange;
  /** What the internet says. */
  readonly public?: ZoneChange;
  /** What the second of them says otherwise. */
  readonly secondInternal?: ZoneChange;
  /** In both views. */
  readonly everywhere?: ZoneChange;
  readonly internalServers?: ServerState;
  /** Default: as the first. */
  readonly secondInternalServer?: ServerState;
  readonly publicServers?: ServerState;
  readonly doh?: 'absent' | 'refusing';
}

/** `absent`: packets vanish; `refusing`: nothing listens; otherwise the whole server answers alike. */
export type ServerState = 'serving' | 'absent' | 'refusing' | NonNullable<DnsServerSetup['whole']>;

/** `absent`: packets to the machine vanish; `refusing`: nothing listens; `no-route`: the device knows no way to it. */
export type PortState = Manner | 'absent' | 'refusing' | 'no-route';

export interface CmgPlan {
  readonly port?: PortState;
  readonly chain?: 'full' | 'leaf-only' | 'with-root' | 'wrong-order' | 'unrelated-too';
  readonly minVersion?: TlsSetup['minVersion'];
  readonly maxVersion?: TlsSetup['maxVersion'];
  /** It sends an OCSP response along. */
  readonly stapled?: boolean;
  /** Tenants; default: the device's. */
  readonly onboarded?: readonly string[];
  readonly format?: AadInfoFormat;
  readonly properties?: { readonly clientAppId?: string; readonly resourceUri?: string };
  /** For a tenant that is not onboarded. */
  readonly refusal?: HttpAnswer;
  /** For every tenant. */
  readonly always?: HttpAnswer;
  /** For the first requests about a tenant; then it goes on as planned. */
  readonly atFirst?: { readonly requests: number; readonly answer: HttpAnswer };
  /** For every path. */
  readonly everything?: HttpAnswer;
  /** By path, before all else. */
  readonly answers?: Readonly<Record<string, HttpAnswer>>;
  /** How the properties of a tenant travel. */
  readonly delivery?: Partial<AadInfoDelivery>;
  readonly clockOffsetMs?: number;
}

export interface ProxyPlan {
  /** The only `user:password` that may pass. */
  readonly credential?: string;
  readonly forbidden?: readonly string[];
  /** It opens TLS, to every host or to these. */
  readonly intercepts?: boolean | readonly string[];
  /** Which view of DNS it has; default: the company's. */
  readonly resolves?: 'internal' | 'public';
}
