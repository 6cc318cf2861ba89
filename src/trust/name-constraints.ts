import type { GeneralSubtree, NameConstraints } from '../formats/certificate-extensions.ts';
import { attributeValues, NAME_ATTRIBUTE, sameName } from '../formats/distinguished-name.ts';
import type { GeneralName } from '../formats/general-name.ts';
import type { Certificate } from '../formats/x509-certificate.ts';
import { compareWithSubtree } from './name-subtree.ts';
import type { PathElement, PathFault } from './path.ts';

/**
 * Name constraints over a whole path (RFC 5280 §4.2.1.10 and §6.1.3 b, c). Windows honours them in every certificate of
 * the path, the root included, and supports no minimum or maximum (CERT_TRUST_STATUS on Microsoft Learn).
 */

/** Most comparisons of a name with a subtree in one path, as in OpenSSL: hostile certificates could ask for 10^8. */
const MAX_COMPARISONS = 1 << 20;

interface Budget {
  comparisons: number;
}

/** Subtrees by the kind of name that they are about: only those are looked at, however many others there are. */
type Subtrees = ReadonlyMap<string, readonly GeneralSubtree[]>;
interface Constraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
}

/** At most one fault for each constrained certificate. */
export function judgeNameConstraints(elements: readonly PathElement[]): PathFault[] {
  const budget: Budget = { comparisons: 0 };
  const constraints = elements.map(
    ({ certificate: { nameConstraints } }) => nameConstraints && byKind(nameConstraints),
  );
  return elements.flatMap(({ certificate }, position): PathFault[] => {
    const isLeaf = position === 0;
    // Self-issued intermediates (key changes) are exempt; the end certificate never is.
    if (!isLeaf && sameName(certificate.subject, certificate.issuer)) return [];
    const issuers = constraints.slice(position + 1).filter((own) => own !== undefined);
    if (issuers.length === 0) return [];
    const names = constrainedNames(certificate);
    const verdicts = issuers.map((own) => judgeNames(names, own, budget));
    const worst =
      verdicts.find(({ kind }) => kind === 'outside') ?? verdicts.find(({ kind }) => kind === 'undetermined');
    const fault = worst ?? (isLeaf ? judgeCommonName(certificate, issuers, budget) : undefined);
    if (fault === undefined || fault.kind === 'within') return [];
    const certainty = fault.kind === 'outside' ? 'certain' : 'undetermined';
    return [{ code: 'name-constraint', position, certainty, detail: fault.detail }];
  });
}

type NamesVerdict =
  | { readonly kind: 'within' }
  | { readonly kind: 'outside' | 'undetermined'; readonly detail: string };

/** Subject (unless empty), every alternative name, and the e-mail addresses of the subject when no name is an e-mail. */
function constrainedNames({ subject, subjectAltName = [] }: Certificate): GeneralName[] {
  const directory: GeneralName[] = subject.attributes.length > 0 ? [{ kind: 'directory', name: subject }] : [];
  const hasEmail = subjectAltName.some(({ kind }) => kind === 'email');
  const emails = hasEmail ? [] : attributeValues(subject, NAME_ATTRIBUTE.emailAddress);
  return [...directory, ...subjectAltName, ...emails.map((value): GeneralName => ({ kind: 'email', value }))];
}

function judgeNames(names: readonly GeneralName[], constraints: Constraints, budget: Budget): NamesVerdict {
  let undetermined: NamesVerdict | undefined;
  for (const name of names) {
    if (budget.comparisons > MAX_COMPARISONS) return undeterminedVerdict('there are too many names and constraints');
    const verdict = judgeName(name, constraints, budget);
    if (verdict.kind === 'outside') return verdict;
    if (verdict.kind === 'undetermined') undetermined ??= verdict;
  }
  return undetermined ?? { kind: 'within' };
}

function judgeName(name: GeneralName, { permitted, excluded }: Constraints, budget: Budget): NamesVerdict {
  const kind = kindKey(name);
  const excludedHere = excluded.get(kind) ?? [];
  const permittedHere = permitted.get(kind) ?? [];
  budget.comparisons += excludedHere.length + permittedHere.length;
  if (budget.comparisons > MAX_COMPARISONS) return undeterminedVerdict('there are too many names and constraints');
  const inExcluded = excludedHere.map((subtree) => compare(name, subtree));
  if (inExcluded.includes('within')) return { kind: 'outside', detail: `${kindText(name)} is excluded by a CA` };
  const inPermitted = permittedHere.map((subtree) => compare(name, subtree));
  if (inExcluded.includes('undetermined')) return undeterminedVerdict(`a constraint on ${kindText(name)}`);
  if (permittedHere.length === 0 || inPermitted.includes('within')) return { kind: 'within' };
  if (inPermitted.includes('undetermined')) return undeterminedVerdict(`a constraint on ${kindText(name)}`);
  return { kind: 'outside', detail: `${kindText(name)} is not permitted by a CA` };
}

function compare(name: GeneralName, { base, minimum, maximum }: GeneralSubtree) {
  return minimum !== 0 || maximum !== undefined ? 'undetermined' : compareWithSubtree(name, base);
}

function byKind({ permitted, excluded }: NameConstraints): Constraints {
  const group = (subtrees: readonly GeneralSubtree[]): Subtrees => Map.groupBy(subtrees, ({ base }) => kindKey(base));
  return { permitted: group(permitted), excluded: group(excluded) };
}

/** Equal for names that one constraint can be about. */
function kindKey(name: GeneralName): string {
  if (name.kind === 'other-name') return `${name.kind} ${name.type}`;
  return name.kind === 'unsupported' ? `${name.kind} ${name.tag}` : name.kind;
}

/**
 * A certificate without DNS names is matched by its common name (server-name.ts). Whether Windows then constrains the
 * common name is not documented, so a common name outside of the permitted domains stays undetermined.
 */
function judgeCommonName(
  { subject, subjectAltName = [] }: Certificate,
  issuers: readonly Constraints[],
  budget: Budget,
): NamesVerdict | undefined {
  if (subjectAltName.some(({ kind }) => kind === 'dns')) return undefined;
  const names = attributeValues(subject, NAME_ATTRIBUTE.commonName).map(
    (value): GeneralName => ({ kind: 'dns', value }),
  );
  const outside = issuers.some((own) => judgeNames(names, own, budget).kind !== 'within');
  return outside ? undeterminedVerdict('the common name lies outside of the permitted DNS names') : undefined;
}

const undeterminedVerdict = (detail: string): NamesVerdict => ({ kind: 'undetermined', detail });

function kindText(name: GeneralName): string {
  const texts: Record<GeneralName['kind'], string> = {
    'other-name': 'a further name',
    email: 'a mail address',
    dns: 'a DNS name',
    directory: 'a directory name',
    uri: 'a URI',
    ip: 'an IP address',
    'registered-id': 'a registered identifier',
    unsupported: 'a name of a rare kind',
  };
  return texts[name.kind];
}
