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
  type RegTokenFacts,
  type SyntaxFault,
} from './ccmsetup/command.ts';
export { parseArguments, parseCcmsetupCommand, renderCommandLine } from './ccmsetup/parse.ts';
