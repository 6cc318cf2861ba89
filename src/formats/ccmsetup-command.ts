/** The ccmsetup command line: reading it, and what is known of its parameters, properties and return codes. */
export {
  argumentsNamed,
  type CcmsetupCommand,
  type CommandArgument,
  type CommandForm,
  cmgAddressOf,
  hasParameter,
  isCmgAddress,
  MASK,
  managementPoints,
  type ParsedCcmsetupCommand,
  propertyValue,
  type SyntaxFault,
} from './ccmsetup/command.ts';
export { quoteInstallerArgument } from './ccmsetup/installer-arguments.ts';
export { nearestName } from './ccmsetup/nearest-name.ts';
export { parseArguments, parseCcmsetupCommand, renderCommandLine } from './ccmsetup/parse.ts';
export { type ReturnCodeMeaning, returnCodeMeaning } from './ccmsetup/return-codes.ts';
export { maskTokens } from './ccmsetup/secrets.ts';
export { type Term, termOf, type ValueRule, vocabulary } from './ccmsetup/vocabulary.ts';
export { quoteWindowsArgument } from './ccmsetup/windows-arguments.ts';
export type { RegTokenFacts } from './regtoken.ts';
