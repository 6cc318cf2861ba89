import { type DsregSection, labelKey } from '../dsregcmd.ts';
import { type Answer, answerOf } from './values.ts';

/** Looking up rows: which section may answer a question, and what happens when it is answered twice. */

/** Every printed value of a label, in order; only in sections of these titles when some are given. */
export function valuesOf(
  sections: readonly DsregSection[],
  label: string,
  titles?: readonly string[],
): readonly string[] {
  const key = labelKey(label);
  const wanted = titles?.map(labelKey);
  return sections
    .filter((section) => wanted === undefined || wanted.includes(labelKey(section.title)))
    .flatMap((section) => section.rows)
    .filter((row) => labelKey(row.label) === key)
    .map((row) => row.value);
}

/** The value when all printed ones agree; undefined when there is none, it is empty, or they do not. */
export function soleValueOf(
  sections: readonly DsregSection[],
  label: string,
  titles?: readonly string[],
): string | undefined {
  const distinct = new Set(valuesOf(sections, label, titles));
  const [value] = distinct;
  return distinct.size === 1 && value !== '' ? value : undefined;
}

/**
 * A YES/NO row. It is answered by the sections it belongs to, but a different answer anywhere else makes it
 * contradictory: names of tenants and users are printed as they are, and a forged row must not turn a NO into a YES.
 */
export function soleAnswerOf(sections: readonly DsregSection[], label: string, titles?: readonly string[]): Answer {
  const own = new Set(valuesOf(sections, label, titles).map(answerOf));
  const anywhere = new Set(valuesOf(sections, label).map(answerOf));
  const [answer] = own;
  if (answer === undefined) return 'absent';
  return own.size === 1 && anywhere.size === 1 ? answer : 'contradictory';
}
