import {
  type CcmsetupCommand,
  isCmgAddress,
  MASK,
  managementPoints,
  termOf,
} from '../../../src/formats/ccmsetup-command.ts';
import { type Correction, draftOf, type LineDraft, renderDraft } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';

/** Longest value that Intune and the bootstrap take (Microsoft "How to prepare internet-based devices for co-management"). */
const MAX_LENGTH = 1024;
/** `CCMSETUPCMD=""`. */
const WRAPPER_LENGTH = 14;

/** The line is longer than what the bootstrap takes. */
export const length: LintRule = ({ command }) => {
  const fault = tooLong(command);
  if (fault === undefined) return [];
  const shorten = shorteningOf(command);
  const shortened = trueLength(shorten(draftOf(command)), command);
  return [
    {
      ...fault,
      code: 'too-long',
      write:
        shortened <= MAX_LENGTH
          ? `Leave out what is the default anyway or is repeated elsewhere; ${shortened} characters remain.`
          : `Shorten it, beginning with the longest value; without defaults and repetitions it still has ${shortened} characters.`,
      correct: shorten,
      isAlternative: true,
      ...(shortened > MAX_LENGTH && { withoutLine: true }),
    },
  ];
};

function tooLong(command: CcmsetupCommand): Pick<LintFault, 'status' | 'what' | 'why'> | undefined {
  const wrapped = command.wrappedLength;
  if (wrapped !== undefined && wrapped > MAX_LENGTH) {
    return {
      status: 'fail',
      what: `The value of CCMSETUPCMD has ${wrapped} characters, ${MAX_LENGTH} are the limit`,
      why: 'The installation fails with a longer one.',
    };
  }
  if (wrapped !== undefined && wrapped + WRAPPER_LENGTH > MAX_LENGTH) {
    return {
      status: 'warn',
      what: `CCMSETUPCMD="…" has ${wrapped + WRAPPER_LENGTH} characters, ${MAX_LENGTH} are the limit`,
      why: 'Whether the limit counts the name and the quotation marks is not documented; the value alone is within it.',
    };
  }
  if (wrapped === undefined && command.length > MAX_LENGTH) {
    return {
      status: 'warn',
      what: `The line has ${command.length} characters, ${MAX_LENGTH} are the documented limit`,
      why: 'ccmsetup.exe itself has been seen to take more, but Intune and CCMSETUPCMD do not.',
    };
  }
  return undefined;
}

/** Leaves out, as far as needed: defaults and what is not needed any more, then addresses that the gateway gives itself. */
function shorteningOf(command: CcmsetupCommand): Correction {
  return (draft) => {
    const lean = { ...draft, arguments: draft.arguments.filter((argument) => !isNeedless(argument)) };
    if (trueLength(lean, command) <= MAX_LENGTH) return lean;
    const hasGateway = command.ccmHostName !== undefined && managementPoints(command).every(isCmgAddress);
    return hasGateway
      ? { ...lean, arguments: lean.arguments.filter(({ name }) => !/^(?:mp|SMSMP)$/i.test(name)) }
      : lean;
  };
}

function isNeedless({ kind, name, value }: CcmsetupCommand['arguments'][number]): boolean {
  if (kind === 'stray') return false;
  if (/^AADTENANT(?:ID|NAME)$/i.test(name)) return true;
  const standard = termOf(kind, name)?.standard;
  return standard !== undefined && value?.trim().toLowerCase() === standard.toLowerCase();
}

/** Characters that count, with the token that the draft masks. */
function trueLength(draft: LineDraft, command: CcmsetupCommand): number {
  const inner = renderDraft({ ...draft, form: draft.form === 'exe' ? 'exe' : 'arguments' });
  return inner.length + (command.regToken === undefined ? 0 : command.regToken.length - MASK.length);
}
