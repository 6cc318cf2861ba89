import { cmgServer } from './cmg-server.ts';
import { nameServers } from './name-servers.ts';
import type { PlannedServer, ServerParts } from './planned-server.ts';
import { proxyServer } from './proxy-server.ts';
import { webServers } from './web-servers.ts';
import { buildZones } from './zones.ts';

/** All servers of a scenario but those that it says are absent or refuse. */
export function serversOf(parts: ServerParts): readonly PlannedServer[] {
  const zones = buildZones(parts.scenario.dns ?? {}, parts.site);
  return [...nameServers(parts, zones), cmgServer(parts), ...webServers(parts), proxyServer(parts, zones)].filter(
    (server): server is PlannedServer => server !== undefined,
  );
}
