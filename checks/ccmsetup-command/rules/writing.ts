import type { CcmsetupCommand, SyntaxFault } from '../../../src/formats/ccmsetup-command.ts';
import type { LintFault, LintRule } from '../lint.ts';

/** Quotes, blanks and dashes that are not what they look like. Writing the line anew corrects them all. */
export const writing: LintRule = ({ command }) => {
  const byKind = Map.groupBy(command.faults, ({ kind }) => kind);
  return [...byKind].flatMap(([kind, faults]) => {
    const [first] = faults;
    return first === undefined ? [] : [{ ...explain(kind, faults, command), column: first.column }];
  });
};

const INSTALLER_1639 = 'Windows Installer error 1639: Invalid command line argument';

const isWrapped = ({ form }: CcmsetupCommand): boolean => form === 'msi' || form === 'ccmsetupcmd';

function explain(kind: SyntaxFault['kind'], faults: readonly SyntaxFault[], command: CcmsetupCommand): LintFault {
  const character = faults[0]?.character ?? '';
  const times = faults.length === 1 ? '' : `, ${faults.length} times`;
  const afterwards = isWrapped(command)
    ? 'Windows Installer refuses the line or hands on half of it, and Intune does not run an installed bootstrap again.'
    : 'ccmsetup gets another value than the one that was meant.';
  switch (kind) {
    case 'unclosed-quote':
      return {
        code: 'unbalanced-quotes',
        status: 'fail',
        what: 'A quotation mark is opened here and never closed',
        why: isWrapped(command) ? afterwards : 'Everything after it becomes part of this one value.',
        write: 'Close it behind the value.',
        ...(isWrapped(command) && { symptom: INSTALLER_1639 }),
      };
    case 'unclosed-last-quote':
      return {
        code: 'unbalanced-quotes',
        status: 'warn',
        what: 'A quotation mark is opened here and never closed, in the last value',
        why: 'Windows closes it at the end of the line, but whatever is added behind becomes part of the value.',
        write: 'Close it behind the value.',
      };
    case 'backslash-before-quote':
    case 'backslash-before-last-quote':
      return {
        code: 'unbalanced-quotes',
        status: kind === 'backslash-before-quote' ? 'fail' : 'warn',
        subject: '\\"',
        what: 'A backslash stands before the closing quotation mark, which so closes nothing',
        why:
          'Windows takes \\" for a quotation mark inside the value' +
          (kind === 'backslash-before-quote' ? '; everything after it becomes part of this one value.' : '.'),
        write: 'Leave the last backslash of the folder out.',
      };
    case 'typographic-quote':
    case 'single-quote':
      return {
        code: 'unbalanced-quotes',
        status: 'fail',
        subject: character,
        what: `${character} (${codePoint(character)}) stands in the place of a straight quotation mark${times}`,
        why: `Windows takes only " for a quotation mark. ${afterwards}`,
        write: 'Write " instead.',
        ...(isWrapped(command) && { symptom: INSTALLER_1639 }),
      };
    case 'escaped-quote':
      return {
        code: 'escaped-quotes',
        status: 'warn',
        subject: '\\"',
        what: `\\" stands inside CCMSETUPCMD${times}`,
        why: 'Windows Installer knows no backslash before a quotation mark: for it the value ends there.',
        write: 'Write "" for a quotation mark inside the value.',
      };
    case 'escaped-wrapper':
      return {
        code: 'escaped-quotes',
        status: 'fail',
        subject: '\\"',
        what: `\\" stands around a value${times}, as JSON and scripts write a quotation mark`,
        why: 'Windows Installer knows no backslash before a quotation mark: it becomes part of the value.',
        write: 'Write " without the backslash.',
        symptom: INSTALLER_1639,
      };
    case 'misplaced-quote':
      return {
        code: 'misplaced-quotes',
        status: 'warn',
        what: 'The quotation marks do not stand around the value of CCMSETUPCMD, once and as a whole',
        why:
          'Windows Installer documents NAME="value" only, with "" for a quotation mark inside; quotation marks around ' +
          'NAME=value or single ones inside the value may end the value there.',
        write:
          'Write CCMSETUPCMD="…" with "" for each quotation mark inside, or with none inside where no blank needs it.',
        symptom: INSTALLER_1639,
      };
    case 'quoted-together':
      return {
        code: 'misplaced-quotes',
        status: 'fail',
        what: `Several arguments stand between one pair of quotation marks${times}, or a closing one is missing`,
        why: 'ccmsetup gets them as one: all of it is the value of the first name, and the other names are not there.',
        write: 'Write each argument by itself, with quotation marks around no more than a value that holds a blank.',
      };
    case 'apart-wrapper':
      return {
        code: 'malformed-argument',
        status: 'fail',
        subject: 'CCMSETUPCMD',
        what: 'CCMSETUPCMD and its value are apart',
        why: 'Windows Installer takes NAME=value without blanks and refuses the line.',
        write: 'Write CCMSETUPCMD="…" without blanks around the equal sign.',
        symptom: INSTALLER_1639,
      };
    case 'wrapper-on-exe':
      return {
        code: 'ccmsetupcmd-on-exe',
        status: 'fail',
        subject: 'CCMSETUPCMD',
        what: 'CCMSETUPCMD stands on a line of ccmsetup.exe',
        why: 'It is a property of ccmsetup.msi: ccmsetup.exe sees neither gateway nor site in it.',
        write: 'Write what is in it behind ccmsetup.exe itself, without CCMSETUPCMD and its quotation marks.',
      };
    case 'unquoted-wrapper':
      return {
        code: 'ccmsetupcmd-unquoted',
        status: 'fail',
        what: 'The value of CCMSETUPCMD stands without quotation marks, so it ends before this word',
        why: 'ccmsetup gets only the first word of it.',
        write: 'Put the whole value between quotation marks.',
      };
    default:
      return typographic(kind, character, times);
  }
}

function typographic(
  kind: 'typographic-space' | 'line-break' | 'invisible-character' | 'typographic-dash',
  character: string,
  times: string,
): LintFault {
  const names = {
    'typographic-space': ['A special blank', 'Windows does not part words there: two of them become one.'],
    'line-break': ['A line break', 'Windows does not part words there: two of them become one.'],
    'invisible-character': [
      'An invisible character',
      'It becomes part of the word that it stands in, and ccmsetup then does not recognise that word.',
    ],
    'typographic-dash': ['A dash of a document', 'ccmsetup knows parameters by their slash only.'],
  } as const;
  const [name, why] = names[kind];
  return {
    code: 'typographic-character',
    status: kind === 'line-break' || kind === 'typographic-dash' ? 'warn' : 'fail',
    subject: codePoint(character),
    what: `${name} (${codePoint(character)}) stands on the line${times}`,
    why,
    write: kind === 'typographic-dash' ? 'Write / before a parameter.' : 'Type an ordinary blank, or nothing.',
  };
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
