import { decodeCrl, type RevocationList } from '../../src/formats/crl.ts';
import type { Decoded } from '../../src/formats/format-error.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import { crlScope } from '../../src/trust/crl-scope.ts';
import type { CollectedAnswer } from '../../src/trust/revocation.ts';
import type { GivenList } from './evidence.ts';

/** Revocation lists from files: of any issuers, in any order. */

export interface DecodedCrl extends GivenList {
  readonly list: Decoded<RevocationList>;
}

export function decodeGivenLists(lists: readonly GivenList[]): readonly DecodedCrl[] {
  return lists.map((given) => ({ ...given, list: decodeCrl(given.bytes) }));
}

/**
 * The lists that say something about a certificate. Those of other issuers are left out; whose a damaged one is nobody
 * can tell, so it speaks only where nothing else does.
 */
export function answersFor(certificate: Certificate, given: readonly DecodedCrl[]): readonly CollectedAnswer[] {
  const answers = (chosen: readonly DecodedCrl[]): readonly CollectedAnswer[] =>
    chosen.map(({ name, bytes, list }) => ({
      method: 'crl',
      url: name,
      status: 'answered',
      // In which form somebody hands a list over says nothing about the one that is published.
      bytes: list.ok ? list.value.der : bytes,
    }));
  const about = given.filter(({ list }) => list.ok && crlScope(list.value, certificate).kind !== 'wrong-issuer');
  return answers(about.length > 0 ? about : given.filter(({ list }) => !list.ok));
}
