import type { ProxyRoute } from '../../src/host/ports.ts';
import { proxyForUrl } from '../network-path/proxy.ts';
import type { CmgConnection, CmgConnectionEvidence } from './evidence.ts';

/** Who answered as the CMG, for checks that look at the same server again; undefined when nobody did. */
export function peerOf({ connection }: CmgConnectionEvidence): CmgConnection | undefined {
  return connection;
}

/** The proxy that ccmsetup, and Windows on its behalf, would take to a URL. */
export function routeTo({ proxy }: CmgConnectionEvidence, url: string): ProxyRoute | undefined {
  return proxyForUrl(proxy, url);
}
