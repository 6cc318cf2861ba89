import {
  type CommandArgument,
  MASK,
  nearestName,
  termOf,
  type ValueRule,
} from '../../../src/formats/ccmsetup-command.ts';
import { replaceArgument, writtenAs } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';

/** Values that cannot be what their parameter or property takes. Host names, site code and token have rules of their own. */
export const values: LintRule = ({ command }) =>
  command.arguments.flatMap((argument): readonly LintFault[] => {
    if (argument.kind === 'stray' || argument.value === MASK) return [];
    const rule = termOf(argument.kind, argument.name)?.value;
    const fault = rule === undefined ? undefined : valueFault(argument, rule);
    if (fault === undefined) return [];
    const isFatal =
      /^AAD(?:CLIENTAPPID|RESOURCEURI)$/i.test(argument.name) && !command.hasRegToken && !command.usePkiCert;
    return [
      {
        code: 'malformed-value',
        status: isFatal ? 'fail' : 'warn',
        column: argument.valueColumn ?? argument.column,
        subject: writtenAs(argument),
        what: `${writtenAs(argument)} cannot be right: ${fault.why}`,
        why: isFatal
          ? 'ccmsetup asks Entra ID for a token with this value and gets none.'
          : 'ccmsetup takes another value than the one that was meant, or none.',
        write: `Write ${argument.kind === 'parameter' ? `/${argument.name}:` : `${argument.name}=`}${fault.instead}.`,
        correct: replaceArgument(argument.column, { value: fault.instead }),
      },
    ];
  });

interface ValueFault {
  readonly why: string;
  /** A value, or a placeholder between angle brackets. */
  readonly instead: string;
}

function valueFault(argument: CommandArgument, rule: ValueRule): ValueFault | undefined {
  const value = argument.value?.trim() ?? '';
  switch (rule.kind) {
    case 'none':
    case 'site-code':
      return undefined;
    case 'text':
      return value === '' && !/^(?:regtoken|CCMHOSTNAME)$/i.test(argument.name)
        ? { why: 'it has no value', instead: '<value>' }
        : undefined;
    case 'guid':
      return /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i.test(value)
        ? undefined
        : { why: 'it is no GUID', instead: '<GUID>' };
    case 'uri':
      return /^[a-z][a-z0-9+.-]*:\S+$/i.test(value) ? undefined : { why: 'it is no URI', instead: '<App-ID-URI>' };
    case 'deployment-id':
      return /^[A-Z0-9]{3}[0-9A-F]{5}$/i.test(value)
        ? undefined
        : { why: 'it is no deployment id such as PRI20001', instead: '<deployment-id>' };
    case 'number':
      return numberFault(value, rule);
    case 'choice':
      return choiceFault(value, rule.choices, rule.combinable === true);
    case 'switch':
      return argument.value === undefined ? undefined : choiceFault(value, rule.choices, false);
  }
}

function numberFault(value: string, { from, to }: { from: number; to?: number }): ValueFault | undefined {
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= from && number <= (to ?? Number.POSITIVE_INFINITY)) return undefined;
  const range = to === undefined ? `from ${from} up` : `from ${from} to ${to}`;
  return { why: `it takes a number ${range}`, instead: `<number-${range.replaceAll(' ', '-')}>` };
}

function choiceFault(value: string, choices: readonly string[], combinable: boolean): ValueFault | undefined {
  const parts = combinable ? value.split(';') : [value];
  const known = new Set(choices.map((choice) => choice.toLowerCase()));
  if (parts.every((part) => known.has(part.trim().toLowerCase()))) return undefined;
  const near = combinable ? undefined : nearestName(value, choices);
  return {
    why: `it takes ${choices.join(', ').replace(/, ([^,]*)$/, ' or $1')}${combinable ? ', combined by ;' : ''}`,
    instead: value === '' || near === undefined ? `<${choices.join('|')}>` : near,
  };
}
