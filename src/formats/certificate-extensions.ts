import { booleanOf, integerOctetsOf, namedBitsOf, oidOf, smallIntegerOf } from './asn1-values.ts';
import { constructedContextTag, contentOf, contextTag, type DerReader, type DerValue, inside, TAG } from './der.ts';
import { FormatError } from './format-error.ts';
import { type GeneralName, generalNameOf, readGeneralNames } from './general-name.ts';

/** Contents of the certificate extensions that trust and revocation look at (RFC 5280 §4.2). */

/** Most entries of any list in an extension; the certificate's own size limit is the tighter one. */
const MAX_ITEMS = 20_000;

export interface BasicConstraints {
  readonly isCa: boolean;
  readonly pathLength: number | undefined;
}

/** RFC 5280 §4.2.1.9. */
export function basicConstraintsOf(value: DerValue): BasicConstraints {
  const fields = sequence(value, 'basic constraints');
  const isCa = fields.optional(TAG.boolean);
  const pathLength = fields.optional(TAG.integer);
  fields.finish('basic constraints');
  return {
    isCa: isCa ? booleanOf(isCa) : false,
    pathLength: pathLength ? smallIntegerOf(pathLength) : undefined,
  };
}

const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

/** RFC 5280 §4.2.1.3. */
export function keyUsageOf(value: DerValue): readonly KeyUsage[] {
  expectTag(value, TAG.bitString, 'key usage');
  const isSet = namedBitsOf(value);
  return KEY_USAGES.filter((_, bit) => isSet(bit));
}

/** ExtKeyUsageSyntax, RFC 5280 §4.2.1.12; also the value of the store property that limits a root. */
export function extendedKeyUsageOf(value: DerValue): readonly string[] {
  return listOf(value, 'extended key usage', (item) => {
    expectTag(item, TAG.oid, 'an extended key usage');
    return oidOf(item);
  });
}

/** CertificatePolicies and Microsoft's application policies have one form: the identifiers, qualifiers left unread. */
export function policiesOf(value: DerValue): readonly string[] {
  return listOf(value, 'the policies', (item) => oidOf(sequence(item, 'a policy').expect(TAG.oid, 'a policy')));
}

/** Names of SubjectAltName or IssuerAltName, RFC 5280 §4.2.1.6. */
export function generalNamesOf(value: DerValue): readonly GeneralName[] {
  return readGeneralNames(sequence(value, 'a list of names'));
}

export interface GeneralSubtree {
  readonly base: GeneralName;
  /** Always 0 by RFC 5280; anything else is not supported by Windows either. */
  readonly minimum: number;
  readonly maximum: number | undefined;
}

export interface NameConstraints {
  readonly permitted: readonly GeneralSubtree[];
  readonly excluded: readonly GeneralSubtree[];
}

/** RFC 5280 §4.2.1.10. */
export function nameConstraintsOf(value: DerValue): NameConstraints {
  const fields = sequence(value, 'name constraints');
  const permitted = fields.optionalEnter(constructedContextTag(0));
  const excluded = fields.optionalEnter(constructedContextTag(1));
  fields.finish('name constraints');
  return {
    permitted: permitted ? itemsOf(permitted, subtreeOf) : [],
    excluded: excluded ? itemsOf(excluded, subtreeOf) : [],
  };
}

function subtreeOf(value: DerValue): GeneralSubtree {
  const fields = sequence(value, 'a subtree');
  const base = generalNameOf(fields.next());
  const minimum = fields.optional(contextTag(0));
  const maximum = fields.optional(contextTag(1));
  fields.finish('a subtree');
  return {
    base,
    minimum: minimum ? smallIntegerOf(minimum) : 0,
    maximum: maximum ? smallIntegerOf(maximum) : undefined,
  };
}

export interface PolicyConstraints {
  /** How many certificates further down an explicit policy is demanded; undefined: it is not. */
  readonly requireExplicitPolicy: number | undefined;
}

/** RFC 5280 §4.2.1.11. */
export function policyConstraintsOf(value: DerValue): PolicyConstraints {
  const fields = sequence(value, 'policy constraints');
  const skip = fields.optional(contextTag(0));
  fields.optional(contextTag(1)); // inhibitPolicyMapping
  fields.finish('policy constraints');
  return { requireExplicitPolicy: skip && smallIntegerOf(skip) };
}

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined;
  readonly issuer: readonly GeneralName[];
  readonly serial: Uint8Array | undefined;
}

/** RFC 5280 §4.2.1.1. */
export function authorityKeyIdentifierOf(value: DerValue): AuthorityKeyIdentifier {
  const fields = sequence(value, 'the authority key identifier');
  const keyIdentifier = fields.optional(contextTag(0));
  const issuer = fields.optionalEnter(constructedContextTag(1));
  const serial = fields.optional(contextTag(2));
  fields.finish('the authority key identifier');
  return {
    keyIdentifier: keyIdentifier && contentOf(keyIdentifier),
    issuer: issuer ? readGeneralNames(issuer) : [],
    serial: serial && integerOctetsOf(serial),
  };
}

/** RFC 5280 §4.2.1.2. */
export function subjectKeyIdentifierOf(value: DerValue): Uint8Array {
  expectTag(value, TAG.octetString, 'the subject key identifier');
  return contentOf(value);
}

export interface AccessDescription {
  readonly method: string;
  readonly location: GeneralName;
}

/** AuthorityInfoAccess, RFC 5280 §4.2.2.1. */
export function accessDescriptionsOf(value: DerValue): readonly AccessDescription[] {
  return listOf(value, 'authority information access', (item) => {
    const fields = sequence(item, 'an access description');
    const method = oidOf(fields.expect(TAG.oid, 'an access method'));
    const location = generalNameOf(fields.next());
    fields.finish('an access description');
    return { method, location };
  });
}

/** A reader over a SEQUENCE. */
export function sequence(value: DerValue, what: string): DerReader {
  expectTag(value, TAG.sequence, what);
  return inside(value);
}

/** Refuses a value of another type. */
export function expectTag(value: DerValue, tag: number, what: string): void {
  if (value.tag !== tag) throw new FormatError('unexpected-tag', value.start, `${what} has another type`);
}

/** Reads SEQUENCE OF. */
export function listOf<T>(value: DerValue, what: string, read: (item: DerValue) => T): T[] {
  return itemsOf(sequence(value, what), read);
}

function itemsOf<T>(reader: DerReader, read: (item: DerValue) => T): T[] {
  const items: T[] = [];
  while (!reader.atEnd) {
    if (items.length >= MAX_ITEMS) throw new FormatError('too-many', reader.offset, 'a list is too long');
    items.push(read(reader.next()));
  }
  return items;
}
