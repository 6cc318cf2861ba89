import { readFileSync } from 'node:fs';
import { decodeConsoleOutput } from '../../../src/formats/console-output.ts';
import { type DsregStatus, readDsregStatus } from '../../../src/formats/dsregcmd/status.ts';
import { type DsregSection, parseDsregcmd } from '../../../src/formats/dsregcmd.ts';

/** Invented outputs in the shapes that Windows prints; all names and ids are made up. */
export const FIXTURE_NAMES = [
  'auth-network-error',
  'contradictory-joins',
  'copied-without-layout',
  'device-rejected',
  'domain-joined-and-registered',
  'entra-joined-server-empty-tenant-name',
  'entra-joined-system',
  'entra-joined-user-with-prt',
  'hybrid-discovery-timeout',
  'hybrid-joined-2020-without-auth-status',
  'hybrid-joined-system',
  'hybrid-not-tried',
  'hybrid-pending',
  'hybrid-scp-missing',
  'hybrid-wrong-tenant-in-scp',
  'key-sign-failed',
  'not-joined',
  'old-layout-1607-hybrid',
  'old-layout-1803-registered',
  'on-prem-drs',
  'registered-only-user',
  'registered-two-accounts',
  'server-wrapped-at-94-columns',
  'state-errors',
] as const;
export type FixtureName = (typeof FIXTURE_NAMES)[number];

export const TENANT_ID = '5d1c6f0e-7b7a-4c3e-9a55-0d2f4f6b8c11';
export const DEVICE_ID = '8f4b2a6c-1d3e-4f57-9b80-6c2d1e0f7a95';
export const THUMBPRINT = '4C0B7E19D2A85F6630C1B94E7D28F5A3617E9C02';

export function fixtureBytes(name: FixtureName): Uint8Array {
  return readFileSync(new URL(`../../fixtures/dsregcmd/${name}.txt`, import.meta.url));
}

export function fixtureText(name: FixtureName): string {
  return decodeConsoleOutput(fixtureBytes(name)).text;
}

export function fixtureSections(name: FixtureName): readonly DsregSection[] {
  return parseDsregcmd(fixtureText(name));
}

export function fixtureStatus(name: FixtureName): DsregStatus {
  return readDsregStatus(fixtureSections(name));
}
