import { booleanOf, oidOf } from './asn1-values.ts';
import { contentOf, DerReader, type DerValue, TAG } from './der.ts';
import { FormatError, type FormatFault } from './format-error.ts';

/** Extensions of certificates, CRLs, CRL entries and OCSP responses (RFC 5280 §4.1): the envelope, not the contents. */

/** Most extensions in one list: real certificates have under 25. */
const MAX_EXTENSIONS = 200;

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The DER value inside the OCTET STRING. */
  readonly value: Uint8Array;
}

/** An extension that is there but cannot be read or stands there twice: CERT_TRUST_INVALID_EXTENSION to Windows. */
export interface MalformedExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly error: FormatFault;
}

/** Reads SEQUENCE OF Extension from the next value. */
export function readExtensions(reader: DerReader): Extension[] {
  const list = reader.enter(TAG.sequence, 'the extensions');
  const extensions: Extension[] = [];
  while (!list.atEnd) {
    if (extensions.length >= MAX_EXTENSIONS) throw new FormatError('too-many', list.offset, 'too many extensions');
    extensions.push(readExtension(list.enter(TAG.sequence, 'an extension')));
  }
  return extensions;
}

function readExtension(fields: DerReader): Extension {
  const oid = oidOf(fields.expect(TAG.oid, 'the identifier of an extension'));
  // An explicit FALSE breaks the rule on default values, is common all the same, and leaves no doubt.
  const critical = fields.optional(TAG.boolean);
  const value = fields.expect(TAG.octetString, 'the value of an extension');
  fields.finish('an extension');
  return { oid, critical: critical ? booleanOf(critical) : false, value: contentOf(value) };
}

/** Looks up extensions by identifier and collects the ones that cannot be read. */
export class ExtensionSet {
  readonly list: readonly Extension[];
  readonly malformed: MalformedExtension[] = [];

  constructor(list: readonly Extension[]) {
    this.list = list;
    const seen = new Set<string>();
    for (const { oid, critical } of list) {
      if (seen.has(oid)) this.#report(oid, critical, 'duplicate-extension', 0, 'an extension occurs twice');
      seen.add(oid);
    }
  }

  /** What `read` makes of the extension's value; undefined when it is absent or malformed (then it is reported). */
  read<T>(oid: string, read: (value: DerValue) => T): T | undefined {
    const extension = this.list.find((candidate) => candidate.oid === oid);
    if (extension === undefined) return undefined;
    try {
      const reader = new DerReader(extension.value);
      const value = reader.next();
      reader.finish('the value of an extension');
      return read(value);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#report(oid, extension.critical, error.code, error.offset, error.message);
      return undefined;
    }
  }

  #report(oid: string, critical: boolean, code: FormatFault['code'], offset: number, message: string): void {
    this.malformed.push({ oid, critical, error: { code, offset, message } });
  }
}
