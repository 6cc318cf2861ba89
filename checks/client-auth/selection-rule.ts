import { type CcmsetupCommand, propertyValue } from '../../src/formats/ccmsetup-command.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';

/** Which subject a PKI client certificate must have: the computer's name, or what CCMCERTSEL says. */
export interface SelectionRule {
  readonly source: 'computer-name' | 'ccmcertsel' | 'none';
  matches(certificate: Certificate): boolean;
}

/** Attribute names of CCMCERTSEL's `SubjectAttr`, from Microsoft Learn "Plan for PKI certificates". */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['dc', '0.9.2342.19200300.100.1.25'],
  ['e', '1.2.840.113549.1.9.1'],
  ['e-mail', '1.2.840.113549.1.9.1'],
  ['cn', '2.5.4.3'],
  ['sn', '2.5.4.4'],
  ['serialnumber', '2.5.4.5'],
  ['c', '2.5.4.6'],
  ['l', '2.5.4.7'],
  ['s', '2.5.4.8'],
  ['st', '2.5.4.8'],
  ['street', '2.5.4.9'],
  ['o', '2.5.4.10'],
  ['ou', '2.5.4.11'],
  ['t', '2.5.4.12'],
  ['title', '2.5.4.12'],
  ['g', '2.5.4.42'],
  ['gn', '2.5.4.42'],
  ['givenname', '2.5.4.42'],
  ['i', '2.5.4.43'],
  ['initials', '2.5.4.43'],
]);
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

export function selectionRuleOf(command: CcmsetupCommand | undefined, computerName: string): SelectionRule {
  const criteria = command && propertyValue(command, 'CCMCERTSEL');
  const byCriteria = criteria === undefined ? undefined : criteriaOf(criteria);
  if (byCriteria !== undefined) return { source: 'ccmcertsel', matches: byCriteria };
  if (command && propertyValue(command, 'CCMCERTNAMECHECK') === '0') return { source: 'none', matches: () => true };
  const name = computerName.toLowerCase();
  return {
    source: 'computer-name',
    // Subjects are empty where the CA fills in the alternative name only; Windows then shows the certificate by that.
    matches: (certificate) =>
      name !== '' && namesOf(certificate).some((candidate) => candidate.toLowerCase().includes(name)),
  };
}

type Matcher = (certificate: Certificate) => boolean;

/** `Subject:…`, `SubjectStr:…` or `SubjectAttr:…`; undefined for anything else, which no client knows. */
function criteriaOf(criteria: string): Matcher | undefined {
  const colon = criteria.indexOf(':');
  const wanted = criteria.slice(colon + 1).trim();
  if (colon < 0 || wanted === '') return undefined;
  switch (criteria.slice(0, colon).trim().toLowerCase()) {
    case 'subject':
      return (certificate) =>
        certificate.subject.text === wanted ||
        certificate.subject.attributes.some(({ value }) => value === wanted) ||
        dnsNamesOf(certificate).some((name) => name.toLowerCase() === wanted.toLowerCase());
    case 'subjectstr':
      return (certificate) => namesOf(certificate).some((name) => name.toLowerCase().includes(wanted.toLowerCase()));
    case 'subjectattr':
      return attributesMatcher(wanted);
    default:
      return undefined;
  }
}

/** Every attribute that is named must be there with that value; values are compared by case. */
function attributesMatcher(text: string): Matcher | undefined {
  const wanted = text.split(/[;,]/).map((part) => {
    const [name = '', ...value] = part.split('=');
    const key = name.trim().toLowerCase();
    return { type: ATTRIBUTES.get(key) ?? key, value: value.join('=').trim() };
  });
  if (wanted.some(({ type, value }) => !/^[\d.]+$/.test(type) || value === '')) return undefined;
  return (certificate) =>
    wanted.every(({ type, value }) =>
      type === SUBJECT_ALTERNATIVE_NAME
        ? dnsNamesOf(certificate).includes(value)
        : certificate.subject.attributes.some((attribute) => attribute.type === type && attribute.value === value),
    );
}

const namesOf = (certificate: Certificate): readonly string[] => [certificate.subject.text, ...dnsNamesOf(certificate)];

export function dnsNamesOf({ subjectAltName = [] }: Certificate): readonly string[] {
  return subjectAltName.flatMap((name) => (name.kind === 'dns' ? [name.value] : []));
}
