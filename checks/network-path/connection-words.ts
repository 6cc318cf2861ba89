import type { TlsOutcome } from '../../src/host/ports.ts';
import { unresolvedWords } from './unresolved-name.ts';

/** How a connection ended, as half a sentence for people: "203.0.113.9: it gives no answer". */
export function connectionWords(outcome: Exclude<TlsOutcome, { readonly status: 'connected' }>): string {
  switch (outcome.status) {
    case 'name-not-resolved':
      return unresolvedWords(outcome);
    case 'refused':
      return 'it refuses connections';
    case 'timed-out':
      return 'it gives no answer';
    case 'reset':
      return 'it cuts the connection';
    case 'unreachable':
      return `there is no way to it (${outcome.code})`;
    case 'proxy-refused':
      return `the proxy says ${outcome.statusCode} ${outcome.statusText}`.trimEnd();
    case 'not-tls':
      return 'what it says is not TLS';
    case 'protocol-unsupported':
      return `it speaks an older protocol (${outcome.detail})`;
    case 'alert':
      return `it ends the handshake (${outcome.detail})`;
  }
}
