import { createDns } from './network/dns.ts';
import { createHttp } from './network/http.ts';
import type { NameSource } from './network/name-source.ts';
import { createSystemLookup } from './network/system-lookup.ts';
import { createTls } from './network/tls.ts';
import type { Host } from './ports.ts';
import { createConfiguredServers } from './windows/configured-servers.ts';
import { windowsDevice } from './windows/device.ts';

/** The machine this runs on. One instance is one snapshot of its registry, so a later judgement takes a new one. */
export function createThisMachine(names?: NameSource): Host {
  const device = windowsDevice();
  const lookup = createSystemLookup(names);
  const configuredServers = createConfiguredServers(device.registry);
  return {
    ...device,
    dns: createDns({ lookup, configuredServers }),
    tls: createTls({ lookup }),
    http: createHttp({ lookup }),
  };
}
