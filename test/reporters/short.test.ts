import { describe, expect, test } from '@jest/globals';
import { notify } from '../../src/core/events.ts';
import { renderShort, shortReporter } from '../../src/reporters/short.ts';
import { hostile, nothingJudged, notReady, pending, ready, reportOf, result, waived } from './sample-reports.ts';

describe('short', () => {
  test.each([
    ['ready', ready, 'READY | pass=5 warn=0 fail=0 unknown=0'],
    [
      'not ready',
      notReady,
      'NOT READY crl-reachability.unreachable: http://pki.contoso.com/ca.crl | pass=3 warn=1 fail=1 unknown=1',
    ],
    [
      'waived',
      waived,
      'READY WITH WARNINGS crl-reachability.unreachable: http://pki.contoso.com/ca.crl | pass=1 warn=1 fail=0 unknown=0',
    ],
    ['pending', pending, 'NOT READY entra-join.hybrid-pending | pass=1 warn=0 fail=1 unknown=0'],
    ['nothing', nothingJudged, 'UNDETERMINED | pass=0 warn=0 fail=0 unknown=0'],
  ])('%s', (_, report, expected) => expect(renderShort(report)).toBe(expected));

  test('counts the further checks that say the same', () => {
    const checks = [...notReady.checks, ...pending.checks.slice(0, 1), ...notReady.checks.slice(-1)];
    expect(renderShort(reportOf(checks, 20_060))).toBe(
      'NOT READY crl-reachability.unreachable: http://pki.contoso.com/ca.crl (+1) | pass=3 warn=1 fail=2 unknown=2',
    );
    const undetermined = [...notReady.checks.slice(-1), ...notReady.checks.slice(-1)];
    expect(renderShort(reportOf(undetermined, 1618))).toBe(
      'UNDETERMINED tenant-onboarding.service-error: cmg.contoso.com (+1) | pass=0 warn=0 fail=0 unknown=2',
    );
  });

  test('says the same when nothing but time has passed', () => {
    const later = { ...notReady, startedAt: '2026-07-01T00:00:00.000Z', durationMs: 9 };
    expect(renderShort(later)).toBe(renderShort(notReady));
  });

  test('is one line of ASCII whatever a server sends', () => {
    expect(renderShort(hostile)).toMatch(/^NOT READY name-resolution\.split-dns-missing: [\x20-\x7e]+$/);
  });

  test('keeps verdict, code and counts when a subject is endless', () => {
    const [failing] = notReady.checks[4]?.findings ?? [];
    if (failing?.status !== 'fail') throw new Error('the sample has changed');
    const endless = { ...failing, subject: `http://pki.contoso.com/${'ä'.repeat(5_000)}` };
    const line = renderShort(reportOf([result('t', [endless])], 20_060));
    expect(line).toHaveLength(2_048);
    expect(line).toMatch(
      /^NOT READY crl-reachability\.unreachable: http:\/\/pki\.contoso\.com\/\?+\.\.\. \| pass=0 warn=0 fail=1 unknown=0$/,
    );
  });

  test('is written with one line end', () => {
    const written: string[] = [];
    notify(
      shortReporter((text) => written.push(text)),
      { kind: 'run-finished', report: ready },
    );
    expect(written).toEqual(['READY | pass=5 warn=0 fail=0 unknown=0\n']);
  });
});
