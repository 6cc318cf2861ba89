import type { Finding, Status } from './finding.ts';
import type { JsonObject } from './json.ts';
import type { Verdict } from './verdict.ts';

/** One check's part of the report. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  /** Worst of the findings, computed from them when the result is made. */
  readonly status: Status;
  /** From the start of the probe to the end of the judgement. */
  readonly durationMs: number;
  readonly findings: readonly Finding[];
  readonly evidence: JsonObject;
}

export interface DeviceSummary {
  readonly computerName: string | null;
  readonly user: string | null;
  readonly isSystem: boolean | null;
  readonly elevated: boolean | null;
  readonly osBuild: number | null;
  readonly arch: string | null;
  readonly deviceId: string | null;
  readonly tenantId: string | null;
  readonly joinType: string | null;
}

export interface TargetSummary {
  readonly cmg: string | null;
  readonly tenantId: string | null;
  readonly noCrlCheck: boolean;
}

/** The JSON report; its schema is `docs/report.schema.json`. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO 8601, UTC, the device's clock. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly device: DeviceSummary;
  readonly target: TargetSummary;
  readonly verdict: Verdict;
  readonly retryable: boolean;
  readonly exitCode: number;
  readonly counts: Readonly<Record<Status, number>>;
  readonly checks: readonly CheckResult[];
}

/** Number of checks by status. */
export function countByStatus(checks: readonly CheckResult[]): Record<Status, number> {
  const counts: Record<Status, number> = { pass: 0, warn: 0, fail: 0, unknown: 0, skip: 0 };
  for (const check of checks) counts[check.status] += 1;
  return counts;
}
