/**
 * The suite's network: a namespace of its own with nothing but the loopback interface, which holds every address of the
 * story. The lab's servers, ordinary Node servers in the suite's process, listen on them.
 */
import { hostCommand } from './host-command.ts';

/** Addresses from the ranges reserved for documentation (RFC 5737) and private use (RFC 1918). */
export const addresses = {
  /** The company's network: resolver, CRL and AIA server, proxy. */
  internalResolver: '10.20.0.53',
  internalServer: '10.20.0.1',
  /** The internet: a public resolver, the CMG, a public web server. */
  publicResolver: '198.51.100.53',
  cmg: '203.0.113.10',
  publicServer: '203.0.113.80',
  /** On no interface: packets to it vanish, as behind a firewall that drops them. */
  unanswered: '192.0.2.1',
} as const;

const { unanswered, ...present } = addresses;

/** Brings the loopback interface up with all addresses, and swallows packets to every other one. */
export async function raiseNetwork(): Promise<void> {
  await hostCommand('ip', 'link', 'set', 'lo', 'up');
  for (const address of Object.values(present)) await addAddress(address);
  await swallowUnknownAddresses();
}

/** Adds one more address for servers to listen on. */
export async function addAddress(address: string): Promise<void> {
  await hostCommand('ip', 'address', 'replace', `${address}/${address.includes(':') ? 128 : 32}`, 'dev', 'lo');
}

/** Takes an address away; whoever asks for it then waits in vain. */
export async function removeAddress(address: string): Promise<void> {
  const present = await hostCommand('ip', '-o', 'address', 'show', 'dev', 'lo', 'to', address);
  if (present !== '') await hostCommand('ip', 'address', 'delete', `${address}/32`, 'dev', 'lo');
}

/** No way leads to this address: its neighbours say so. @returns what opens it again */
export async function cutOff(address: string): Promise<() => Promise<void>> {
  await removeAddress(address);
  await hostCommand('ip', 'route', 'replace', 'unreachable', address);
  return async () => {
    await hostCommand('ip', 'route', 'delete', 'unreachable', address);
  };
}

/** A connection to an unknown address hangs until it times out. The suite starts so. */
export async function swallowUnknownAddresses(): Promise<void> {
  await hostCommand('ip', 'route', 'replace', 'default', 'dev', 'lo');
}

/** A connection to an unknown address fails at once: network unreachable, as with the cable pulled. */
export async function refuseUnknownAddresses(): Promise<void> {
  await hostCommand('ip', 'route', 'delete', 'default', 'dev', 'lo');
}
