import type { TlsOutcome } from '../../src/host/ports.ts';
import { unresolvedWords } from './unresolved-name.ts';

/** How a connection ended, where nothing but the status is to be told. */
export const CONNECTION_WORDS = {
  refused: 'it refuses connections',
  'timed-out': 'it gives no answer',
  reset: 'it cuts the connection',
  unreachable: 'there is no way to it',
  'not-tls': 'what it says is not TLS',
  'protocol-unsupported': 'it speaks an older protocol',
} as const;

/** How a connection ended, as half a sentence for people: "203.0.113.9: it gives no answer". */
export function connectionWords(outcome: Exclude<TlsOutcome, { readonly status: 'connected' }>): string {
  switch (outcome.status) {
    case 'name-not-resolved':
      return unresolvedWords(outcome);
    case 'refused':
    case 'timed-out':
    case 'reset':
    case 'not-tls':
      return CONNECTION_WORDS[outcome.status];
    case 'unreachable':
      return `${CONNECTION_WORDS.unreachable} (${outcome.code})`;
    case 'proxy-refused':
      return `the proxy says ${outcome.statusCode} ${outcome.statusText}`.trimEnd();
    case 'protocol-unsupported':
      return `${CONNECTION_WORDS['protocol-unsupported']} (${outcome.detail})`;
    case 'alert':
      return `it ends the handshake (${outcome.detail})`;
  }
}
