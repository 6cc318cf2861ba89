import {
  argumentsNamed,
  type CcmsetupCommand,
  type CommandArgument,
  hasParameter,
  isCmgAddress,
  managementPoints,
} from '../../../src/formats/ccmsetup-command.ts';
import { parseCmgHostName } from '../../../src/formats/cmg-host-name.ts';
import { addProperty, replaceArgument, writtenAs } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';
import { misspelt } from './terms.ts';

const PATH = '/CCM_Proxy_MutualAuth/<number>';
const WHERE_FROM =
  'On a client, `(Get-WmiObject -Namespace Root\\Ccm\\LocationServices -Class SMS_ActiveMPCandidate | ' +
  "Where-Object {$_.Type -eq 'Internet'}).MP` gives the value.";

/** CCMHOSTNAME where it has a value. */
export const hostNames = (command: CcmsetupCommand): readonly CommandArgument[] =>
  argumentsNamed(command, 'property', 'CCMHOSTNAME').filter(({ value }) => (value ?? '').trim() !== '');

/** CCMHOSTNAME: there, a host name with a CMG's path, without a scheme, and the CMG that is looked at. */
export const ccmHostName: LintRule = ({ command, cmgHost }) => {
  const named = hostNames(command);
  if (named.length === 0) return missingHostName(command, cmgHost);
  return named.flatMap((argument) => judgeHostName(argument, cmgHost));
};

function judgeHostName(argument: CommandArgument, cmgHost: string | undefined): readonly LintFault[] {
  const value = (argument.value ?? '').trim();
  const column = argument.valueColumn ?? argument.column;
  const bare = value.replace(/^https?:\/*/i, '');
  const proper = bare.replace(/\/+$/, '');
  const parsed = parseCmgHostName(bare);
  const faults: LintFault[] = [];
  if (bare !== value) {
    faults.push({
      code: 'https-in-ccmhostname',
      status: 'fail',
      column,
      subject: writtenAs(argument),
      what: `CCMHOSTNAME begins with ${value.slice(0, value.length - bare.length)}`,
      why: 'ccmsetup puts https:// before it itself; a second one makes the name invalid. Only /mp has the prefix.',
      write: `Write CCMHOSTNAME=${proper} instead.`,
      correct: replaceArgument(argument.column, { value: proper }),
    });
  }
  if (!parsed.ok) {
    const instead = nearestAddress(bare);
    faults.push({
      code: 'ccmhostname-malformed',
      status: 'fail',
      column,
      subject: writtenAs(argument),
      what: `${writtenAs(argument)} names no gateway: ${parsed.reason.replace(/\.$/, '')}`,
      why: 'ccmsetup has no gateway to go to.',
      write: `Write CCMHOSTNAME=${instead}.${instead.includes('<') ? ` ${WHERE_FROM}` : ''}`,
      correct: replaceArgument(argument.column, { value: instead }),
    });
    return faults;
  }
  return [
    ...faults,
    ...judgePath(argument, faults.length > 0 ? proper : bare, parsed.cmg),
    ...judgeTarget(argument, parsed.cmg.host, cmgHost),
  ];
}

/** What was probably meant: without the comma or full stop behind it, with the path spelt right; else a placeholder. */
function nearestAddress(bare: string): string {
  const [, name = '', id] =
    /^([^/]*)(?:\/[^/]*)?(?:\/(\d{1,20}))?[^\w]*$/.exec(bare.slice(0, MAX_ADDRESS_LENGTH)) ?? [];
  const host = name.replace(/[^\w]+$/, '');
  if (host === '' || !parseCmgHostName(host).ok) return `<CMG-name>${PATH}`;
  return `${host}${id === undefined ? PATH : PATH.replace('<number>', id)}`;
}

/** A name with its path has about 90 characters. */
const MAX_ADDRESS_LENGTH = 400;

function judgePath(
  argument: CommandArgument,
  bare: string,
  cmg: { readonly host: string; readonly port: number; readonly path?: string },
): readonly LintFault[] {
  const written = writtenAs(argument);
  const fault = (what: string, value: string): LintFault => ({
    code: 'ccmhostname-path',
    status: 'warn',
    column: argument.valueColumn ?? argument.column,
    subject: written,
    what,
    why: 'The documented value is what a client shows as its internet management point: name and path as they are.',
    write: `Write CCMHOSTNAME=${value}. ${WHERE_FROM}`,
    correct: replaceArgument(argument.column, { value }),
  });
  const name = bare.split('/')[0] ?? '';
  if (cmg.path === undefined)
    return [fault(`CCMHOSTNAME has no path ${PATH}`, nearestAddress(bare.replace(/:\d+/, '')))];
  if (name.includes(':')) {
    return [fault(`CCMHOSTNAME has a port, ${cmg.port}`, `${name.split(':')[0]}${bare.slice(name.length)}`)];
  }
  if (bare.endsWith('/')) return [fault('CCMHOSTNAME ends with a slash', bare.replace(/\/+$/, ''))];
  return [];
}

function judgeTarget(argument: CommandArgument, host: string, cmgHost: string | undefined): readonly LintFault[] {
  if (cmgHost === undefined || host === cmgHost) return [];
  return [
    {
      code: 'cmg-differs',
      status: 'warn',
      column: argument.valueColumn ?? argument.column,
      subject: host,
      what: `CCMHOSTNAME names ${host}, but the checks look at ${cmgHost}`,
      why: 'ccmsetup goes to the gateway on its line, about which the other checks then say nothing.',
      write: 'Leave --cmg (or cmg in the settings file) out, or correct the line.',
      withoutLine: true,
    },
  ];
}

function missingHostName(command: CcmsetupCommand, cmgHost: string | undefined): readonly LintFault[] {
  if (hasParameter(command, 'config')) return [];
  const slip = misspelt(command, 'CCMHOSTNAME');
  if (slip !== undefined) return [misspeltHostName(slip)];
  const gateway = managementPoints(command).find(isCmgAddress);
  const value = gateway?.replace(/^https?:\/*/i, '') ?? `${cmgHost ?? '<CMG-name>'}${PATH}`;
  return [
    {
      code: 'ccmhostname-missing',
      // With /mp ccmsetup still has somewhere to go; without both it looks in Active Directory and DNS only.
      status: managementPoints(command).length > 0 ? 'warn' : 'fail',
      what: 'CCMHOSTNAME is missing',
      why: 'It is required on every line for a CMG: by it the client finds the gateway from the internet.',
      write: `Add CCMHOSTNAME=${value}.${gateway === undefined ? ` ${WHERE_FROM}` : ''}`,
      correct: addProperty('CCMHOSTNAME', value),
    },
  ];
}

const misspeltHostName = (slip: CommandArgument): LintFault => ({
  code: 'ccmhostname-missing',
  status: 'fail',
  column: slip.column,
  subject: writtenAs(slip),
  what: `CCMHOSTNAME is missing; ${slip.name} was probably meant to be it`,
  why: 'It is required on every line for a CMG: by it the client finds the gateway from the internet.',
  write: `Write CCMHOSTNAME=${slip.value} instead.`,
  correct: replaceArgument(slip.column, { kind: 'property', name: 'CCMHOSTNAME' }),
});
