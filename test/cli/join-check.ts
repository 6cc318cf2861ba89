import type { Check } from '../../src/core/check.ts';
import { findingsOf } from '../../src/core/finding.ts';

const finding = findingsOf('entra-join', ['joined', 'not-joined', 'hybrid-pending']);

/** A check that says what its device is named: `BROKEN` for good, `PENDING` until later, anything else is ready. */
export const joinCheck: Check<string> = {
  id: 'entra-join',
  title: 'the device is joined',
  exitCode: 20010,
  codes: finding.codes,
  timeoutMs: 1000,
  probe: async ({ host, signal }) => (await host.session.describe(signal)).computerName,
  judge: (name) => {
    const details = { what: name, why: 'w', fix: 'f', owner: 'device' } as const;
    if (name === 'PENDING') return [finding.fail('hybrid-pending', { ...details, transient: true })];
    return name === 'BROKEN' ? [finding.fail('not-joined', details)] : [finding.pass('joined', { what: name })];
  },
  present: () => ({}),
};
