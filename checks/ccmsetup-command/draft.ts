import type { CcmsetupCommand, CommandArgument, CommandForm } from '../../src/formats/ccmsetup-command.ts';
import { quoteInstallerArgument, quoteWindowsArgument } from '../../src/formats/ccmsetup-command.ts';

/** A line being corrected. Tokens in it are masked already, so what is rendered from it can be shown. */
export interface LineDraft {
  readonly form: CommandForm;
  readonly program?: string;
  /** Words of Windows Installer's line beside CCMSETUPCMD. */
  readonly installer: readonly CommandArgument[];
  readonly arguments: readonly CommandArgument[];
}

export type Correction = (draft: LineDraft) => LineDraft;

export function draftOf(command: CcmsetupCommand): LineDraft {
  return {
    form: command.form,
    ...(command.program !== undefined && { program: command.program }),
    installer: command.installerArguments,
    arguments: command.arguments,
  };
}

/** @param column the argument's own, which no other has */
export function replaceArgument(column: number, change: Partial<CommandArgument>): Correction {
  return (draft) => ({
    ...draft,
    arguments: draft.arguments.map((argument) => (argument.column === column ? { ...argument, ...change } : argument)),
  });
}

export function removeArgument(column: number): Correction {
  return (draft) => ({ ...draft, arguments: draft.arguments.filter((argument) => argument.column !== column) });
}

/** Fills in a property that is missing, or that stands there without a value. */
export function addProperty(name: string, value: string): Correction {
  return (draft) => {
    const isEmpty = (argument: CommandArgument) =>
      argument.kind === 'property' && isSameName(argument.name, name) && (argument.value ?? '').trim() === '';
    const filled = draft.arguments.map((argument) => (isEmpty(argument) ? { ...argument, value } : argument));
    // Column 0 is none of the line: nothing later can mean this argument by its column.
    const added: CommandArgument = { kind: 'property', name, value, column: 0 };
    return { ...draft, arguments: draft.arguments.some(isEmpty) ? filled : [...draft.arguments, added] };
  };
}

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * The line as it should be written: parameters before properties, `/name:value` and `NAME=value`, straight quotes
 * where they are needed, in the quoting of the program that reads them.
 */
export function renderDraft(draft: LineDraft): string {
  const inner = [...draft.arguments]
    .sort((a, b) => rank(a) - rank(b))
    .map(renderArgument)
    .map(quoteWindowsArgument)
    .join(' ');
  if (draft.form === 'arguments') return inner;
  if (draft.form === 'exe') return [draft.program, inner].filter(Boolean).join(' ');
  const wrapper = `CCMSETUPCMD="${inner.replaceAll('"', '""')}"`;
  const installer = draft.installer.map(renderInstallerWord).map(quoteInstallerArgument);
  return [draft.program, ...installer, wrapper].filter(Boolean).join(' ');
}

const ranks = { parameter: 0, property: 1, stray: 2 } as const;
const rank = (argument: CommandArgument): number => ranks[argument.kind];

/** How an argument is written properly. */
export function renderArgument({ kind, name, value }: CommandArgument): string {
  if (kind === 'stray') return name;
  if (kind === 'parameter') return value === undefined ? `/${name}` : `/${name}:${value}`;
  return value === undefined ? name : `${name}=${value}`;
}

function renderInstallerWord({ kind, name, value, prefix, separator }: CommandArgument): string {
  if (kind === 'stray') return name;
  return `${prefix ?? ''}${name}${value === undefined ? '' : `${separator ?? '='}${value}`}`;
}

/** How an argument stands on the line, for a finding. */
export function writtenAs(argument: CommandArgument): string {
  const { kind, name, value, prefix = '', separator } = argument;
  const text = kind === 'stray' ? name : `${prefix}${name}${value === undefined ? '' : `${separator ?? '='}${value}`}`;
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

/** A host name with its path fits; a root key of 2,000 characters need not be read twice. */
const MAX_SHOWN_LENGTH = 160;
