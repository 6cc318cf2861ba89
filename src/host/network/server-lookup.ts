import type { Dns, DnsServer, SystemLookup } from '../ports.ts';

/** A lookup that asks one name server instead of the operating system: what a simulated device resolves with. */
export function createServerLookup(server: DnsServer, query: Dns['query']): Dns['lookup'] {
  return async (name, options, signal): Promise<SystemLookup> => {
    const answers = await Promise.all(
      (['A', 'AAAA'] as const).map((type) => query(server, { name, type }, options, signal)),
    );
    const durationMs = Math.max(...answers.map((answer) => answer.durationMs));
    const addresses = answers.flatMap((answer) =>
      answer.status === 'answered'
        ? answer.records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data)
        : [],
    );
    if (addresses.length > 0) {
      return { status: 'answered', addresses: [...new Set(addresses)], durationMs };
    }
    if (answers.some(({ status }) => status === 'nxdomain' || status === 'no-data')) {
      return { status: 'not-found', code: 'ENOTFOUND', durationMs };
    }
    return answers.every(({ status }) => status === 'timed-out')
      ? { status: 'timed-out', durationMs }
      : { status: 'failed', code: 'EAI_AGAIN', durationMs };
  };
}
