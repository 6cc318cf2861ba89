import type { Hierarchy } from '../pki/hierarchy.ts';
import type { Scenario } from '../scenario.ts';
import type { Endpoint, Listener } from '../servers/listener.ts';
import type { RequestLog } from '../servers/request-log.ts';
import type { Site } from '../site.ts';

/** A server that is to be started, and where the world believes it to be. */
export interface PlannedServer {
  readonly name: string;
  readonly at: Endpoint;
  start(at: Endpoint, log: RequestLog): Promise<Listener>;
}

export interface ServerParts {
  readonly scenario: Scenario;
  readonly site: Site;
  readonly cmgPki: Hierarchy;
  readonly publicPki: Hierarchy;
  readonly microsoftPki: Hierarchy;
  readonly now: Date;
  readonly delayMs: number;
  /** Where the servers really are; it fills while they start. */
  readonly wires: Readonly<Record<string, Endpoint>>;
}

export function planned(name: string, address: string, port: number, start: PlannedServer['start']): PlannedServer {
  return { name, at: { address, port }, start };
}
