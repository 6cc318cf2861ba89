import type { LabCertificate } from '../pki/certificate.ts';
import type { JoinState } from './plan.ts';

/** A row, or a blank line between rows. */
export type Row = readonly [label: string, value: string] | 'blank';
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface DsregcmdFacts {
  readonly join: JoinState;
  readonly tenantId: string | undefined;
  /** The device certificate of the join. */
  readonly certificate: LabCertificate;
  /** The registration of the account that runs the tool; SYSTEM has none. */
  readonly registration: LabCertificate | undefined;
  readonly isSystem: boolean;
  readonly now: Date;
}

export const CONTOSO_DOMAIN = 'CONTOSO';

export function isJoined(join: JoinState): boolean {
  return join === 'entra' || join === 'hybrid' || join === 'contradictory';
}

/** `2026-03-09 10:23:00.000 UTC` */
export function utc(at: Date): string {
  return `${at.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}
