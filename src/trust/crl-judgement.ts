import { renderHex, sameBytes } from '../formats/bytes.ts';
import { decodeCrl, type RevocationList } from '../formats/crl.ts';
import { findEntries, type RevocationEntry } from '../formats/crl-entries.ts';
import { TAG } from '../formats/der.ts';
import { OID } from '../formats/oids.ts';
import type { Certificate } from '../formats/x509-certificate.ts';
import { crlScope } from './crl-scope.ts';
import { belongsTo, isSuperseded, newestFirst } from './delta-crl.ts';
import { type CollectedAnswer, outcome, type RevocationCaution, type SourceOutcome } from './revocation.ts';
import { verifySignedObject } from './signature.ts';

/**
 * What revocation lists say about a certificate (RFC 5280 §6.3, as Windows applies it: signed by the certificate's own
 * issuer, no indirect lists, no grace after nextUpdate).
 */

/** Critical list extensions that Windows understands. */
const UNDERSTOOD: ReadonlySet<string> = new Set<string>([
  OID.authorityKeyIdentifier,
  OID.issuerAltName,
  OID.crlNumber,
  OID.deltaCrlIndicator,
  OID.issuingDistributionPoint,
  OID.freshestCrl,
]);
/** Critical entry extensions that Windows understands (RFC 5280 §5.3); certificateIssuer occurs in indirect lists only. */
const UNDERSTOOD_IN_ENTRIES: ReadonlySet<string> = new Set<string>([OID.reasonCode, OID.invalidityDate]);

type Answered = Extract<CollectedAnswer, { status: 'answered' }>;

interface UsableList {
  readonly source: Answered;
  readonly list: RevocationList;
  /** It covers some reasons of revocation only. */
  readonly isPartial: boolean;
}

export interface CrlQuestion {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  /** Lists only (`crl` and `delta-crl`), in Windows' order. */
  readonly answers: readonly CollectedAnswer[];
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
}

export interface CrlJudgement {
  readonly outcomes: readonly SourceOutcome[];
  readonly cautions: readonly RevocationCaution[];
}

/** Judges all lists together, since a delta belongs to a base. */
export function judgeCrls(question: CrlQuestion): CrlJudgement {
  const { answers } = question;
  const checked = answers.map((answer) => checkList(question, answer));
  const usable = checked.flatMap((item) => ('list' in item ? [item] : []));
  const bases = usable.filter(({ list }) => list.deltaBase === undefined);
  const deltas = usable
    .filter(({ list }) => list.deltaBase !== undefined)
    .toSorted((a, b) => newestFirst(a.list, b.list));
  const cautions: RevocationCaution[] = answers.flatMap((answer) =>
    answer.method === 'delta-crl' && answer.status === 'unreachable'
      ? [{ code: 'delta-unreachable', url: answer.url }]
      : [],
  );
  // A delta that was delivered and cannot be used makes Windows fail although the base is fine.
  const brokenDelta = checked.find(
    (item) =>
      !('list' in item) && item.method === 'delta-crl' && item.code !== 'unreachable' && item.code !== 'wrong-issuer',
  );
  const outcomes = checked.map((item): SourceOutcome => {
    if (!('list' in item)) return item;
    if (item.list.deltaBase !== undefined) return judgeDelta(question, item, bases);
    return judgeBase(question, item, deltas, brokenDelta !== undefined);
  });
  return { outcomes, cautions };
}

/** Everything that makes a list unusable before an entry is looked at. */
function checkList({ certificate, issuer, atMs }: CrlQuestion, answer: CollectedAnswer): SourceOutcome | UsableList {
  if (answer.status === 'unreachable') return outcome(answer, 'unreachable', answer.detail);
  const decoded = decodeCrl(answer.bytes);
  if (!decoded.ok) return outcome(answer, 'malformed', decoded.error.message);
  const list = decoded.value;
  const dates = { thisUpdateMs: list.thisUpdateMs, nextUpdateMs: list.nextUpdateMs };
  // What a list is, its content says; a file that somebody hands over has no URL that tells.
  const source: Answered = { ...answer, method: list.deltaBase === undefined ? 'crl' : 'delta-crl' };
  const refuse = (code: SourceOutcome['code'], detail: string): SourceOutcome => outcome(source, code, detail, dates);
  const scope = crlScope(list, certificate);
  // Somebody else's list is not verified with our issuer's key; a partition of our issuer's is, first.
  const isForeign = scope.kind === 'wrong-issuer' || scope.kind === 'indirect';
  if (isForeign) return refuse(scope.kind, scope.detail);
  const signature = verifySignedObject(list, issuer);
  if (signature === 'unsupported')
    return refuse('signature-unsupported', 'whether Windows can verify its signature is not known');
  if (signature === 'invalid') return refuse('bad-signature', signerDetail(list, issuer));
  if (issuer.keyUsage && !issuer.keyUsage.includes('cRLSign')) {
    return refuse('signer-key-usage', "the issuer's key may not sign revocation lists");
  }
  const unknown = list.extensions.find(({ oid, critical }) => critical && !UNDERSTOOD.has(oid));
  if (unknown) return refuse('unknown-critical', `critical extension ${unknown.oid}`);
  const damaged = list.malformedExtensions[0];
  if (damaged) return refuse('malformed', `extension ${damaged.oid}: ${damaged.error.message}`);
  if (scope.kind !== 'covers') return refuse(scope.kind, scope.detail);
  if (list.thisUpdateMs > atMs) return refuse('not-yet-valid', 'its thisUpdate lies in the future');
  // Without nextUpdate it is the last one ever (Microsoft Learn, "Crypt32 certificate revocation list (CRL) semantics").
  if (list.nextUpdateMs !== undefined && list.nextUpdateMs < atMs)
    return refuse('expired', 'its nextUpdate has passed');
  return { source, list, isPartial: scope.isPartial };
}

function judgeBase(
  question: CrlQuestion,
  base: UsableList,
  deltas: readonly UsableList[],
  hasBrokenDelta: boolean,
): SourceOutcome {
  const fromDelta = deltas
    .filter((delta) => belongsTo(delta.list, base.list))
    .map((delta) => lookUp(question, delta))
    .find((result) => result.kind !== 'absent');
  const result = fromDelta ?? lookUp(question, base);
  if (result.kind === 'damaged') return withDates(base, 'malformed', result.detail);
  if (result.kind === 'revoked') return revokedOutcome(base, result.entry);
  if (hasBrokenDelta) return withDates(base, 'delta-unusable', 'the delta list beside it cannot be used');
  if (base.isPartial) return withDates(base, 'partial-reasons', 'it covers only some reasons of revocation');
  if (!isDer(base.source.bytes)) return withDates(base, 'not-der', 'it is not in DER form');
  return withDates(base, 'good', 'the certificate is not listed');
}

/** A delta says something by itself only when it lists the certificate: that counts whatever complete list is at hand. */
function judgeDelta(question: CrlQuestion, delta: UsableList, bases: readonly UsableList[]): SourceOutcome {
  const result = lookUp(question, delta);
  if (result.kind === 'damaged') return withDates(delta, 'malformed', result.detail);
  if (result.kind === 'revoked') {
    return bases.some((base) => isSuperseded(delta.list, base.list))
      ? withDates(delta, 'delta-without-base', 'the complete list is newer than this delta')
      : revokedOutcome(delta, result.entry);
  }
  if (!bases.some((base) => belongsTo(delta.list, base.list))) {
    return withDates(delta, 'delta-without-base', 'no usable complete list goes with this delta');
  }
  return withDates(delta, 'good', 'the certificate is not listed as revoked');
}

/** RFC 5280 §4.2.1.13 wants the bare DER at a distribution point; whether Windows reads PEM there is not documented. */
const isDer = (bytes: Uint8Array): boolean => bytes[0] === TAG.sequence;

type LookUp =
  | { readonly kind: 'absent' | 'removed' }
  | { readonly kind: 'revoked'; readonly entry: RevocationEntry }
  | { readonly kind: 'damaged'; readonly detail: string };

function lookUp({ certificate }: CrlQuestion, { list }: UsableList): LookUp {
  const found = findEntries(list, [certificate.serial]);
  if (!found.ok) return { kind: 'damaged', detail: found.error.message };
  const entries = found.value.get(renderHex(certificate.serial)) ?? [];
  if (entries.length === 0) return { kind: 'absent' };
  // Listed is revoked, whatever the entry adds: an extension that nobody understands makes it no better.
  const revoked = entries.find(({ reason, extensions }) => {
    const foreign = extensions.some(({ oid, critical }) => critical && !UNDERSTOOD_IN_ENTRIES.has(oid));
    return reason !== 'removeFromCRL' || foreign;
  });
  return revoked ? { kind: 'revoked', entry: revoked } : { kind: 'removed' };
}

function revokedOutcome(list: UsableList, { revokedAtMs, reason }: RevocationEntry): SourceOutcome {
  return outcome(list.source, 'revoked', 'the certificate is listed', {
    thisUpdateMs: list.list.thisUpdateMs,
    nextUpdateMs: list.list.nextUpdateMs,
    revokedAtMs,
    reason,
  });
}

const withDates = ({ source, list }: UsableList, code: SourceOutcome['code'], detail: string): SourceOutcome =>
  outcome(source, code, detail, { thisUpdateMs: list.thisUpdateMs, nextUpdateMs: list.nextUpdateMs });

/** A list under the key of a renewed authority is a usual mistake, and another one than damage. */
function signerDetail({ authorityKeyIdentifier }: RevocationList, { subjectKeyIdentifier }: Certificate): string {
  const keyIdentifier = authorityKeyIdentifier?.keyIdentifier;
  return keyIdentifier && subjectKeyIdentifier && !sameBytes(keyIdentifier, subjectKeyIdentifier)
    ? "signed with another key than the issuer's"
    : 'its signature is wrong';
}
