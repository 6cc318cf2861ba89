import type { Check } from '../src/core/check.ts';
import type { Finding } from '../src/core/finding.ts';
import { argumentsNamed, type CcmsetupCommand } from '../src/formats/ccmsetup-command.ts';
import { finding } from './ccmsetup-command/codes.ts';
import { correctedLine, findingOf, type LintContext, type LintFault, type LintRule } from './ccmsetup-command/lint.ts';
import { presentCommand } from './ccmsetup-command/presentation.ts';
import { entraProperties } from './ccmsetup-command/rules/entra.ts';
import { ccmHostName } from './ccmsetup-command/rules/gateway.ts';
import { length } from './ccmsetup-command/rules/length.ts';
import { managementPointAddresses } from './ccmsetup-command/rules/management-points.ts';
import { siteCode } from './ccmsetup-command/rules/site.ts';
import { duplicates, malformedArguments, unknownNames } from './ccmsetup-command/rules/terms.ts';
import { regToken } from './ccmsetup-command/rules/token.ts';
import { values } from './ccmsetup-command/rules/values.ts';
import { order, purpose, revocation, wrapper } from './ccmsetup-command/rules/wrapper.ts';
import { writing } from './ccmsetup-command/rules/writing.ts';

/** The line itself; nothing is gathered. */
export interface CcmsetupCommandEvidence {
  readonly command?: CcmsetupCommand;
}

/** In the order in which their faults are told. */
const rules: readonly LintRule[] = [
  writing,
  wrapper,
  purpose,
  ccmHostName,
  managementPointAddresses,
  siteCode,
  regToken,
  entraProperties,
  values,
  malformedArguments,
  unknownNames,
  duplicates,
  order,
  revocation,
  length,
];

export const ccmsetupCommand: Check<CcmsetupCommandEvidence> = {
  id: 'ccmsetup-command',
  title: 'the ccmsetup command line is one that ccmsetup accepts',
  exitCode: 20080,
  codes: finding.codes,
  namesCmg: true,
  timeoutMs: 5_000,

  probe: ({ target }) => Promise.resolve(target.ccmsetup === undefined ? {} : { command: target.ccmsetup }),

  judge({ command }, { target, observedAt }) {
    if (command === undefined) {
      return [
        finding.skip('absent', {
          what: 'No ccmsetup command line was given',
          why: 'Give it with --ccmsetup "<line>" (or run `gate -- <command>`) to have it looked over.',
        }),
      ];
    }
    const context: LintContext = {
      command,
      observedAt,
      ...(target.cmg !== undefined && { cmgHost: target.cmg.host }),
      ...(target.tenantId !== undefined && { tenantId: target.tenantId }),
    };
    const faults = lint(context);
    const findings = faults.map((fault) => findingOf(fault, command, faults));
    return findings.length > 0 ? findings : [valid(command), ...serviceNote(command)];
  },

  present: ({ command }) => (command === undefined ? {} : presentCommand(command)),
};

/** Every fault of a line, in the order of the rules. */
export function lint(context: LintContext): readonly LintFault[] {
  const faults = rules.flatMap((rule) => rule(context));
  // A line with another purpose is not measured by what an installation needs.
  const isOther = faults.some(({ code }) => code === 'not-an-install');
  return isOther ? faults.filter(({ code }) => !/-missing$/.test(code)) : faults;
}

/** The line as it should be written; equal in meaning where nothing was wrong. */
export function correctedCommandLine(context: LintContext): string {
  return correctedLine(context.command, lint(context));
}

function valid(command: CcmsetupCommand): Finding {
  const gateway =
    command.ccmHostName === undefined ? '' : `: gateway ${command.ccmHostName}, site ${command.siteCode ?? '?'}`;
  return finding.pass('valid', { what: `The line is well-formed${gateway}` });
}

/** `/service` is no fault; who gates by ccmsetup's exit code should know. */
function serviceNote(command: CcmsetupCommand): readonly Finding[] {
  if (argumentsNamed(command, 'parameter', 'service').length === 0) return [];
  return [
    finding.pass('service-hides-result', {
      what: '/service stands on the line: ccmsetup exits as soon as its service has started',
      why: 'Its exit code 0 then says nothing about the installation; let a detection rule look for the client.',
    }),
  ];
}
