import type { Json } from '../core/json.ts';
import type { Report } from '../core/report.ts';
import { type KnownName, knownNames } from './known-names.ts';
import { textRedactor } from './redact-text.ts';
import { createStandIns } from './stand-ins.ts';

/** A report without names, and the same for any other text of its run. */
export interface Redaction {
  readonly report: Report;
  readonly text: (text: string) => string;
}

// What a server answered is kept where it is JSON, which the rules can read. A page of words can name anybody.

/** Fields of a finding that hold words of ours and never anybody's. */
const ownFields = new Set(['code', 'docs', 'status', 'owner']);

/**
 * Replaces names, ids, addresses and tenants by stand-ins, the same for the same original throughout the run. What is a
 * name is taken from what the report says of the device, from certificates' names, and from how ids, addresses and host
 * names are written; services that are the same for everybody keep their names. Verdict, codes and times stay.
 *
 * @param more names that are known besides, for a report of few checks may not say on which device they ran
 */
export function redactReport(report: Report, more: readonly KnownName[] = []): Redaction {
  const standIns = createStandIns();
  const names = [...knownNames(report), ...more];
  // Numbered before anything is written, so that the report's own device and tenant are the first.
  for (const { kind, text } of names) standIns.of(kind, text);
  const text = textRedactor(
    names,
    report.checks.map(({ id }) => id),
    standIns,
  );
  const redact = (value: Json | undefined, field = ''): Json | undefined => {
    if (typeof value === 'string') {
      if (field === 'body' && !/^\s*[{[]/.test(value)) return `<${value.length} characters removed>`;
      return ownFields.has(field) ? value : text(value);
    }
    if (Array.isArray(value)) return value.map((item) => redact(item, field) ?? null);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), redact(item, key)]));
  };
  const { target, device, checks } = report;
  // The gateway's name is what company words are learnt from; a first pass learns them, the second has them all.
  const pass = (): Report => ({
    ...report,
    target: { ...target, cmg: target.cmg && text(target.cmg), tenantId: target.tenantId && text(target.tenantId) },
    device: {
      ...device,
      computerName: device.computerName && text(device.computerName),
      user: device.user && text(device.user),
      deviceId: device.deviceId && text(device.deviceId),
      tenantId: device.tenantId && text(device.tenantId),
    },
    checks: checks.map((check) => ({
      ...check,
      findings: check.findings.map((finding) => redact(finding as unknown as Json) as unknown as typeof finding),
      evidence: redact(check.evidence) as typeof check.evidence,
    })),
  });
  pass();
  return { report: pass(), text };
}
