import type { AzureCloud } from '../../src/formats/deployment-name.ts';
import type { ProxyRoute, TlsOutcome } from '../../src/host/ports.ts';
import type { Endpoint } from './endpoints.ts';

export interface CloudEndpointsEvidence {
  readonly cloud: AzureCloud;
  readonly endpoints: readonly TriedEndpoint[];
}

export interface TriedEndpoint {
  readonly endpoint: Endpoint;
  readonly proxy?: ProxyRoute;
  /** WinHTTP has this proxy, and its bypass list keeps the host from it. */
  readonly bypassed?: ProxyRoute;
  readonly outcome: TlsOutcome;
}
