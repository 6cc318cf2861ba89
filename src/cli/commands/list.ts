import type { Check } from '../../core/check.ts';

/** The checks, in order, with what each asserts. */
export function renderList(checks: readonly Check[], json: boolean): string {
  if (json) {
    const rows = checks.map(({ id, title, codes, exitCode, timeoutMs }) => ({
      id,
      title,
      codes: codes.map((code) => `${id}.${code}`),
      exitCode,
      timeoutMs,
    }));
    return `${JSON.stringify({ schemaVersion: 1, checks: rows }, null, 2)}\n`;
  }
  const width = Math.max(...checks.map(({ id }) => id.length)) + 2;
  return checks.map(({ id, title }) => `${id.padEnd(width)}${title}\n`).join('');
}
