import type { ConsoleEncoding } from '../../src/formats/console-output.ts';
import type { DsregStatus } from '../../src/formats/dsregcmd/status.ts';
import type { ClientSideScp, JoinInfo, MdmEnrollment, TenantInfo } from '../../src/formats/join-info.ts';
import type { SessionFacts } from '../../src/host/ports.ts';
import type { PersonalStore } from './personal-store.ts';
import type { Reading } from './reading.ts';

/** Everything the device says about its join, from three sources: dsregcmd, the registry and the machine's certificates. */
export interface EntraJoinEvidence {
  /** Who asked. */
  readonly session: SessionFacts;
  readonly dsregcmd: DsregcmdReading;
  readonly cloudDomainJoin: Reading<CloudDomainJoin>;
  readonly personalStore: Reading<PersonalStore>;
  /** The store that CCMCERTSTORE names, when it does. */
  readonly alternateStore?: Reading<PersonalStore>;
  readonly enrollments: Reading<readonly MdmEnrollment[]>;
  /** Registrations of people whose hives are loaded; looked for only when the device is not joined. */
  readonly registrations?: Reading<readonly UserRegistration[]>;
  /** Hybrid join settings on the device; looked for only when the device is not joined. */
  readonly clientSideScp?: ClientSideScp;
}

export type DsregcmdReading =
  | {
      readonly status: 'read';
      readonly said: DsregStatus;
      readonly encoding: ConsoleEncoding;
      /** No contract: noted, never judged. */
      readonly exitCode: number;
      readonly truncated: boolean;
      readonly durationMs: number;
    }
  /** It ran, but its output holds no join state: empty, garbled, or the help text. */
  | { readonly status: 'unreadable'; readonly exitCode: number; readonly outputBytes: number }
  | { readonly status: 'timed-out'; readonly durationMs: number }
  | { readonly status: 'missing'; readonly path: string }
  | { readonly status: 'not-started'; readonly code: string };

export interface CloudDomainJoin {
  readonly joins: readonly JoinInfo[];
  readonly tenants: readonly TenantInfo[];
}

export interface UserRegistration {
  readonly sid: string;
  readonly thumbprint: string;
  readonly tenantId?: string;
}
