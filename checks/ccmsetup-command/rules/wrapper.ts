import { argumentsNamed, type CommandArgument, hasParameter } from '../../../src/formats/ccmsetup-command.ts';
import { removeArgument, writtenAs } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';

const isClientMsi = ({ name, value }: CommandArgument): boolean => /(?:^|[\\/:])client\.msi$/i.test(value ?? name);

/** What is started, and whether the arguments reach it. */
export const wrapper: LintRule = ({ command }) => {
  const faults: LintFault[] = [];
  const wrongPackage = command.installerArguments.find(isClientMsi);
  if (wrongPackage !== undefined) {
    faults.push({
      code: 'client-msi',
      status: 'fail',
      column: wrongPackage.column,
      subject: writtenAs(wrongPackage),
      what: 'The line installs client.msi itself',
      why: 'client.msi cannot be installed directly; ccmsetup brings it with what it needs.',
      write: 'Use ccmsetup.msi, with everything meant for ccmsetup in CCMSETUPCMD.',
      symptom: 'Error 25502',
      correct: (draft) => ({
        ...draft,
        installer: draft.installer.map((argument) =>
          isClientMsi(argument) ? { ...argument, ...withBootstrap(argument) } : argument,
        ),
      }),
    });
  }
  const isExplained = wrongPackage !== undefined || command.faults.some(({ kind }) => kind === 'unquoted-wrapper');
  const outside = command.arguments.filter(({ outsideWrapper }) => outsideWrapper === true);
  if (!isExplained) faults.push(...outside.map(outsideFault));
  return faults;
};

const withBootstrap = ({ name, value }: CommandArgument): Partial<CommandArgument> =>
  value === undefined
    ? { name: name.replace(/client\.msi$/i, 'ccmsetup.msi') }
    : { value: value.replace(/client\.msi$/i, 'ccmsetup.msi') };

function outsideFault(argument: CommandArgument): LintFault {
  return {
    code: 'outside-ccmsetupcmd',
    status: /^(?:CCMHOSTNAME|SMSSITECODE|regtoken)$/i.test(argument.name) ? 'fail' : 'warn',
    column: argument.column,
    subject: writtenAs(argument),
    what: `${writtenAs(argument)} stands outside CCMSETUPCMD`,
    why: 'ccmsetup.msi hands on only what is in CCMSETUPCMD; ccmsetup never sees this.',
    write: 'Put it inside the quotation marks of CCMSETUPCMD.',
  };
}

/** Things that are right elsewhere but not on a line that is to install a client through a CMG. */
export const purpose: LintRule = ({ command }) => {
  const faults: LintFault[] = [];
  for (const name of ['uninstall', '?']) {
    const [argument] = argumentsNamed(command, 'parameter', name);
    if (argument === undefined) continue;
    faults.push({
      code: 'not-an-install',
      status: 'fail',
      column: argument.column,
      subject: writtenAs(argument),
      what: name === '?' ? 'The line asks ccmsetup for its help' : 'The line uninstalls the client',
      why: 'No client is installed by it.',
      write: `Leave ${writtenAs(argument)} out.`,
      correct: removeArgument(argument.column),
    });
  }
  const [config] = argumentsNamed(command, 'parameter', 'config');
  if (config !== undefined) {
    faults.push({
      code: 'config-file-unseen',
      status: 'warn',
      column: config.column,
      subject: writtenAs(config),
      what: 'Properties come from a file too (/config)',
      why: 'What stands in that file is not judged here, so a missing property may be there and a wrong one may be too.',
      write: 'Put CCMHOSTNAME and SMSSITECODE on the line, where they can be seen.',
      withoutLine: true,
    });
  }
  const [task] = argumentsNamed(command, 'property', 'PROVISIONTS');
  if (task !== undefined && command.form === 'exe') {
    faults.push({
      code: 'provisionts-needs-msi',
      status: 'warn',
      column: task.column,
      subject: writtenAs(task),
      what: 'PROVISIONTS stands on a line of ccmsetup.exe',
      why: 'It is documented for ccmsetup.msi only; the task sequence may not start.',
      write: 'Install ccmsetup.msi with CCMSETUPCMD, or leave PROVISIONTS out.',
      correct: (draft) => ({ ...draft, form: 'ccmsetupcmd', program: 'msiexec /i ccmsetup.msi /qn' }),
      isAlternative: true,
    });
  }
  return faults;
};

/** Parameters stand before properties: what comes after the first property may be taken for part of it. */
export const order: LintRule = ({ command }) => {
  const first = command.arguments.findIndex(({ kind }) => kind === 'property');
  if (first === -1) return [];
  const late = command.arguments
    .slice(first)
    .filter(({ kind, outsideWrapper }) => kind === 'parameter' && outsideWrapper !== true);
  return late.slice(0, 1).map((argument) => ({
    code: 'parameter-after-property',
    status: 'warn',
    column: argument.column,
    subject: writtenAs(argument),
    what: `${late.map(({ name }) => `/${name}`).join(', ')} ${late.length === 1 ? 'stands' : 'stand'} behind a property`,
    why: 'Microsoft wants every parameter before the first property; another order is known to work for /regtoken only.',
    write: 'Write the parameters first.',
  }));
};

/** `/NoCRLCheck` helps ccmsetup and not the client that it installs. */
export const revocation: LintRule = ({ command }) => {
  if (!hasParameter(command, 'NoCRLCheck')) return [];
  const [argument] = argumentsNamed(command, 'parameter', 'NoCRLCheck');
  if (argument === undefined) return [];
  return [
    {
      code: 'nocrlcheck-bootstrap-only',
      status: 'warn',
      column: argument.column,
      subject: writtenAs(argument),
      what: '/NoCRLCheck stands on the line',
      why:
        'It covers the installation only. The installed client checks the CRL by the site\'s setting "Clients check the ' +
        'certificate revocation list (CRL) for site systems": with that on and no reachable CRL it falls silent.',
      write: 'Publish the CRL on the internet and leave /NoCRLCheck out, or turn that setting of the site off.',
      owner: 'pki',
      correct: removeArgument(argument.column),
      isAlternative: true,
    },
  ];
};
