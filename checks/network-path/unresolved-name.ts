import type { ConnectFailure } from '../../src/host/ports.ts';

export type UnresolvedName = Extract<ConnectFailure, { readonly status: 'name-not-resolved' }>;

/** Why there was no address to connect to; "no such name" and "nobody to ask" want different people. */
export function unresolvedWords({ host, lookup }: UnresolvedName): string {
  switch (lookup.status) {
    case 'not-found':
      return `the name ${host} does not resolve`;
    case 'failed':
      return `no name server can be asked for ${host} (${lookup.code})`;
    case 'timed-out':
      return `no name server answers the question for ${host}`;
  }
}
