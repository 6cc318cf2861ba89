import {
  argumentsNamed,
  type CcmsetupCommand,
  type CommandArgument,
  nearestName,
  propertyValue,
  type Term,
  termOf,
  vocabulary,
} from '../../../src/formats/ccmsetup-command.ts';
import { removeArgument, renderArgument, replaceArgument, writtenAs } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';

const namesOf = (kind: Term['kind']): readonly string[] =>
  vocabulary.filter((term) => term.kind === kind).map(({ name }) => name);
/** What would undo or stop the installation was never meant. */
const parameterNames = namesOf('parameter').filter((name) => !/^(?:uninstall|\?|logon)$/.test(name));
const valuedParameterNames = parameterNames.filter((name) => termOf('parameter', name)?.value.kind !== 'none');
const propertyNames = namesOf('property');

const IGNORED = 'The documentation does not know it; ccmsetup may ignore it or stop.';

/** Names that ccmsetup does not know, with the nearest that it does. */
export const unknownNames: LintRule = ({ command }) => {
  const toldElsewhere = requiredProperties.map((name) => misspelt(command, name));
  return command.arguments.flatMap((argument, index): readonly LintFault[] => {
    if (argument.kind !== 'stray' && termOf(argument.kind, argument.name) !== undefined) return [];
    // As the missing property itself.
    if (toldElsewhere.includes(argument)) return [];
    const previous = command.arguments[index - 1];
    if (argument.kind === 'stray' && previous !== undefined && takesBlanks(previous)) {
      return [blankInValue(previous, argument)];
    }
    return [unknownName(argument)];
  });
};

/** A line for a CMG needs both. */
const requiredProperties = ['CCMHOSTNAME', 'SMSSITECODE'] as const;

/** The word that was probably meant to be this property, which the line does not have. */
export function misspelt(
  command: CcmsetupCommand,
  name: (typeof requiredProperties)[number],
): CommandArgument | undefined {
  if (propertyValue(command, name) !== undefined) return undefined;
  return command.arguments.find(
    (argument) =>
      argument.kind !== 'stray' &&
      (argument.value ?? '').trim() !== '' &&
      termOf(argument.kind, argument.name) === undefined &&
      meantName(argument)?.name === name,
  );
}

function unknownName(argument: CommandArgument): LintFault {
  const written = writtenAs(argument);
  const meant = meantName(argument);
  const proper = meant === undefined ? undefined : renderArgument({ ...argument, ...meant });
  return {
    code: 'unknown-parameter',
    status: 'warn',
    column: argument.column,
    subject: written,
    what: `${written} is no parameter or property that ccmsetup documents`,
    why: IGNORED,
    ...(meant === undefined || proper === undefined
      ? {
          write: 'Remove it, or look it up in "About client installation parameters and properties".',
          withoutLine: true,
        }
      : { write: `Write ${proper} instead.`, correct: replaceArgument(argument.column, meant) }),
  };
}

/** What the word was probably meant to be. */
function meantName(argument: CommandArgument): Pick<CommandArgument, 'kind' | 'name'> | undefined {
  const name = argument.name.replace(/^[/-]/, '');
  if (argument.kind === 'stray') {
    const alone = parameterNames.filter((parameter) => termOf('parameter', parameter)?.value.kind === 'none');
    const parameter = nearestName(name, alone);
    return parameter === undefined ? undefined : { kind: 'parameter', name: parameter };
  }
  const [first, second] =
    argument.kind === 'parameter' ? (['parameter', 'property'] as const) : (['property', 'parameter'] as const);
  for (const kind of [first, second]) {
    const parameters = argument.kind === 'property' ? valuedParameterNames : parameterNames;
    const near = nearestName(name, kind === 'parameter' ? parameters : propertyNames);
    if (near !== undefined) return { kind, name: near };
  }
  return undefined;
}

/** Values that hold blanks and so need quotation marks. */
const takesBlanks = ({ name, value }: CommandArgument): boolean =>
  /^(?:[A-Za-z]:|\\\\)/.test(value ?? '') || /^CCM(?:CERTISSUERS|CERTSEL|ADMINS)$/i.test(name);

function blankInValue(previous: CommandArgument, stray: CommandArgument): LintFault {
  const value = `${previous.value ?? ''} ${stray.name}`;
  return {
    code: 'malformed-argument',
    status: 'warn',
    column: stray.column,
    subject: writtenAs(stray),
    what: `${writtenAs(stray)} belongs to the value of ${previous.name}, which ends at the blank before it`,
    why: `${previous.name} is cut there, and the rest is a word that ccmsetup does not know.`,
    write: `Put the value between quotation marks: ${previous.name}="${value}".`,
    correct: (draft) => removeArgument(stray.column)(replaceArgument(previous.column, { value })(draft)),
  };
}

/** Known names written as something else: `SMSSITECODE:ABC`, `/CCMHOSTNAME=…`, `mp=…`, `-mp:…`, `NAME = value`. */
export const malformedArguments: LintRule = ({ command }) =>
  command.arguments.flatMap((argument): readonly LintFault[] => {
    if (argument.kind === 'stray' || termOf(argument.kind, argument.name) === undefined) return [];
    const why = writingFault(argument);
    if (why === undefined) return [];
    const proper = renderArgument(argument);
    return [
      {
        code: 'malformed-argument',
        status: isVital(argument) ? 'fail' : 'warn',
        column: argument.column,
        subject: writtenAs(argument),
        what: `${writtenAs(argument)} is not how ${argument.name} is written: ${why}`,
        why: 'ccmsetup takes /name:value for parameters and NAME=value for properties, without blanks.',
        write: `Write ${proper} instead.`,
      },
    ];
  });

/** Without these there is no install through a CMG. */
const isVital = ({ kind, name }: CommandArgument): boolean =>
  kind === 'property' ? /^(?:CCMHOSTNAME|SMSSITECODE)$/i.test(name) : /^regtoken$/i.test(name);

function writingFault({ kind, prefix, separator, joined }: CommandArgument): string | undefined {
  if (joined === true) return 'name and value, or two parts of the value, are apart';
  if (kind === 'property') {
    if (prefix !== undefined) return 'a property has no slash';
    return separator === ':' ? 'a property has an equal sign' : undefined;
  }
  if (prefix === undefined) return 'a parameter has a slash';
  if (prefix === '-') return 'a parameter has a slash, not a hyphen';
  return separator === '=' ? 'a parameter has a colon' : undefined;
}

/** The same name twice: which one counts is not documented. */
export const duplicates: LintRule = ({ command }) => {
  const seen = new Set<string>();
  return command.arguments.flatMap((argument): readonly LintFault[] => {
    if (argument.kind === 'stray') return [];
    const term = termOf(argument.kind, argument.name);
    const key = `${argument.kind} ${argument.name.toLowerCase()}`;
    if (term === undefined || term.repeatable === true || !seen.has(key)) {
      seen.add(key);
      return [];
    }
    const values = argumentsNamed(command, argument.kind, argument.name).map(({ value }) => value);
    const isSame = new Set(values).size === 1;
    return [
      {
        code: 'duplicate-parameter',
        status: 'warn',
        column: argument.column,
        subject: writtenAs(argument),
        what: `${argument.name} stands on the line ${values.length} times`,
        why: isSame ? 'Once is enough.' : 'Which of the different values counts is not documented.',
        write: isSame ? 'Leave the second one out.' : 'Keep the right one only.',
        ...(isSame ? { correct: removeArgument(argument.column) } : { withoutLine: true }),
      },
    ];
  });
};
