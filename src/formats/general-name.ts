import { latin1 } from './asn1-string.ts';
import { oidOf } from './asn1-values.ts';
import {
  constructedContextTag,
  contentOf,
  contextTag,
  type DerReader,
  type DerValue,
  encodingOf,
  inside,
  TAG,
} from './der.ts';
import { type DistinguishedName, nameOf } from './distinguished-name.ts';
import { FormatError } from './format-error.ts';

/** GeneralName (RFC 5280 §4.2.1.6): the names in a SAN, a name constraint, a distribution point. */

/** Most names in one list. Certificates with 2,000 DNS names exist; a certificate's own size limit allows no more. */
const MAX_NAMES = 20_000;

/** One name. Texts are exactly the bytes as Latin-1: a NUL or a stray byte stays visible and matches nothing. */
export type GeneralName =
  | { readonly kind: 'other-name'; readonly type: string; readonly value: Uint8Array }
  | { readonly kind: 'email'; readonly value: string }
  | { readonly kind: 'dns'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | { readonly kind: 'uri'; readonly value: string }
  /** 4 or 16 octets; in a name constraint 8 or 32 (address and mask). */
  | { readonly kind: 'ip'; readonly octets: Uint8Array }
  | { readonly kind: 'registered-id'; readonly value: string }
  /** x400Address and ediPartyName, which Windows does not support either. */
  | { readonly kind: 'unsupported'; readonly tag: number; readonly der: Uint8Array };

/** Reads one GeneralName. */
export function generalNameOf(value: DerValue): GeneralName {
  switch (value.tag) {
    case constructedContextTag(0): {
      const reader = inside(value);
      const type = oidOf(reader.expect(TAG.oid, 'the type of an otherName'));
      const wrapped = contentOf(reader.expect(constructedContextTag(0), 'the value of an otherName'));
      return { kind: 'other-name', type, value: wrapped };
    }
    case contextTag(1):
      return { kind: 'email', value: latin1(contentOf(value)) };
    case contextTag(2):
      return { kind: 'dns', value: latin1(contentOf(value)) };
    case constructedContextTag(4): {
      // Name is a CHOICE, so its tag is explicit although the module's default is implicit.
      const reader = inside(value);
      const name = nameOf(reader.expect(TAG.sequence, 'a directory name'));
      reader.finish('a directory name');
      return { kind: 'directory', name };
    }
    case contextTag(6):
      return { kind: 'uri', value: latin1(contentOf(value)) };
    case contextTag(7):
      return { kind: 'ip', octets: contentOf(value) };
    case contextTag(8):
      return { kind: 'registered-id', value: oidOf(value) };
    case constructedContextTag(3):
    case constructedContextTag(5):
      return { kind: 'unsupported', tag: value.tag, der: encodingOf(value) };
    default:
      throw new FormatError('unexpected-tag', value.start, 'a general name has an unknown type');
  }
}

/** Reads GeneralNames up to the end of the reader. */
export function readGeneralNames(reader: DerReader): GeneralName[] {
  const names: GeneralName[] = [];
  while (!reader.atEnd) {
    if (names.length >= MAX_NAMES) throw new FormatError('too-many', reader.offset, 'a list of names is too long');
    names.push(generalNameOf(reader.next()));
  }
  return names;
}

/** The URIs among some names. */
export function urisOf(names: readonly GeneralName[]): string[] {
  return names.flatMap((name) => (name.kind === 'uri' ? [name.value] : []));
}
