import type { ProxyRoute, TlsOutcome } from '../../src/host/ports.ts';
import type { ProxyChoice } from '../network-path/proxy.ts';
import type { TimeSample } from '../network-path/time-sample.ts';

/** How the CMG was tried and what it showed. */
export interface CmgConnectionEvidence {
  readonly host: string;
  readonly port: number;
  readonly proxy: ProxyChoice;
  /** In the order tried; through a proxy there is one, by name. */
  readonly attempts: readonly Attempt[];
  /** The connection that ccmsetup would use; absent when none came about. */
  readonly connection?: CmgConnection;
  /** The same handshake with servers whose certificates are known to be public. */
  readonly controls: readonly ControlConnection[];
  /** The other way (past the proxy, or through one that only browsers use), tried when the first led nowhere. */
  readonly alternative?: Attempt;
  /** URL of a portal that answers for everybody in this network, looked for when something else than the CMG answers. */
  readonly portal?: string;
  /** What servers say the time is, asked only when the certificate's dates do not fit this device's clock. */
  readonly time: readonly TimeSample[];
}

export interface Attempt {
  /** What was connected to: an address, or the name through a proxy. */
  readonly to: string;
  readonly proxy?: ProxyRoute;
  readonly outcome: TlsOutcome;
}

/** What other checks need to look at the same server again, and at nothing else. */
export interface CmgConnection {
  readonly address: string;
  readonly port: number;
  readonly serverName: string;
  readonly proxy?: ProxyRoute;
  /** e.g. `TLSv1.3`. */
  readonly protocol: string;
  readonly cipher: string;
  /** DER, in the order the server sent them; the first is the server's own. */
  readonly certificates: readonly Uint8Array[];
  /** SHA-256 of the server's own certificate, lower-case hex: `peerSha256` of later requests. */
  readonly leafSha256: string;
  /** DER of a stapled OCSP response. */
  readonly stapledOcsp?: Uint8Array;
}

export interface ControlConnection {
  readonly host: string;
  readonly outcome: TlsOutcome;
}
