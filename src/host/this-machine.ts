import { createDns } from './network/dns.ts';
import { createHttp } from './network/http.ts';
import { createSystemLookup, type SystemLookupOptions } from './network/system-lookup.ts';
import { createTls } from './network/tls.ts';
import type { Host } from './ports.ts';
import { createConfiguredServers } from './windows/configured-servers.ts';
import { windowsDevice } from './windows/device.ts';

/** The machine this runs on. One instance is one snapshot of its registry, so a later judgement takes a new one. */
export function createThisMachine(options: Pick<SystemLookupOptions, 'atOnce'> = {}): Host {
  const device = windowsDevice();
  const lookup = createSystemLookup(options);
  const configuredServers = createConfiguredServers(device.registry);
  return {
    ...device,
    dns: createDns({ lookup, configuredServers }),
    tls: createTls({ lookup }),
    http: createHttp({ lookup }),
  };
}
