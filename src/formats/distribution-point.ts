import { booleanOf, namedBitsOf } from './asn1-values.ts';
import { listOf, sequence } from './certificate-extensions.ts';
import { constructedContextTag, contextTag, type DerReader, type DerValue, inside } from './der.ts';
import { FormatError } from './format-error.ts';
import { type GeneralName, readGeneralNames } from './general-name.ts';

/** Where CRLs are (RFC 5280 §4.2.1.13) and what a CRL covers (§5.2.5). */

const REASONS = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
/** A named bit of ReasonFlags. */
export type ReasonFlag = (typeof REASONS)[number];

/** DistributionPointName: URLs and directory names, or a name relative to the CRL issuer's. */
export type DistributionPointName =
  | { readonly kind: 'full'; readonly names: readonly GeneralName[] }
  /** Its content is left unread: Windows does not support this form. */
  | { readonly kind: 'relative' };

export interface DistributionPoint {
  readonly name: DistributionPointName | undefined;
  /** Reasons that this point covers; undefined means all. */
  readonly reasons: readonly ReasonFlag[] | undefined;
  /** Who signs the CRL when it is not the certificate's issuer: an indirect CRL. */
  readonly crlIssuer: readonly GeneralName[];
}

/** CRLDistributionPoints and FreshestCRL. */
export function distributionPointsOf(value: DerValue): readonly DistributionPoint[] {
  return listOf(value, 'the CRL distribution points', (item) => {
    const fields = sequence(item, 'a distribution point');
    const name = readPointName(fields);
    const reasons = fields.optional(contextTag(1));
    const crlIssuer = fields.optionalEnter(constructedContextTag(2));
    fields.finish('a distribution point');
    return {
      name,
      reasons: reasons && reasonFlagsOf(reasons),
      crlIssuer: crlIssuer ? readGeneralNames(crlIssuer) : [],
    };
  });
}

/** What one CRL covers. */
export interface IssuingDistributionPoint {
  readonly name: DistributionPointName | undefined;
  readonly onlyContainsUserCerts: boolean;
  readonly onlyContainsCaCerts: boolean;
  readonly onlySomeReasons: readonly ReasonFlag[] | undefined;
  readonly indirect: boolean;
  readonly onlyContainsAttributeCerts: boolean;
}

export function issuingDistributionPointOf(value: DerValue): IssuingDistributionPoint {
  const fields = sequence(value, 'the issuing distribution point');
  const flag = (number: number): boolean => {
    const bit = fields.optional(contextTag(number));
    return bit ? booleanOf(bit) : false;
  };
  const name = readPointName(fields);
  const onlyContainsUserCerts = flag(1);
  const onlyContainsCaCerts = flag(2);
  const reasons = fields.optional(contextTag(3));
  const indirect = flag(4);
  const onlyContainsAttributeCerts = flag(5);
  fields.finish('the issuing distribution point');
  return {
    name,
    onlyContainsUserCerts,
    onlyContainsCaCerts,
    onlySomeReasons: reasons && reasonFlagsOf(reasons),
    indirect,
    onlyContainsAttributeCerts,
  };
}

/** distributionPoint [0] is explicit, because DistributionPointName is a CHOICE. */
function readPointName(fields: DerReader): DistributionPointName | undefined {
  const wrapper = fields.optionalEnter(constructedContextTag(0));
  if (wrapper === undefined) return undefined;
  const choice = wrapper.next();
  wrapper.finish('the name of a distribution point');
  switch (choice.tag) {
    case constructedContextTag(0):
      return { kind: 'full', names: readGeneralNames(inside(choice)) };
    case constructedContextTag(1):
      return { kind: 'relative' };
    default:
      throw new FormatError('unexpected-tag', choice.start, 'the name of a distribution point has another type');
  }
}

function reasonFlagsOf(value: DerValue): readonly ReasonFlag[] {
  const isSet = namedBitsOf(value);
  return REASONS.filter((_, bit) => isSet(bit));
}
