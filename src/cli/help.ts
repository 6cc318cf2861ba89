import { type CommandName, commandNames, type OptionSpec, optionTable } from './option-table.ts';

const usage: Readonly<Record<CommandName, string>> = {
  run: 'cmg-preflight [run] --cmg <host> [options]',
  gate: 'cmg-preflight gate [options] -- <ccmsetup command>',
  certificate: 'cmg-preflight certificate <file> [options]',
  list: 'cmg-preflight list [--json]',
  explain: 'cmg-preflight explain <code> [<code> ...] [--json]',
};

const purpose: Readonly<Record<CommandName, string>> = {
  run: 'Runs every check, reports, exits with the verdict.',
  gate: 'Runs every check against that very command line; when ready, starts it and passes on its exit code.',
  certificate: 'Judges a CMG server certificate (PEM, DER or PFX) before it is deployed.',
  list: 'Shows the checks, in order, with what each asserts.',
  explain: 'Says what a finding means, how to confirm it by hand, how to fix it, and who can.',
};

const otherCommands = commandNames.filter((name) => name !== 'run');

/** The help text for a command, from the table of flags. */
export function renderHelp(command: CommandName): string {
  const options: readonly OptionSpec[] = optionTable.filter((option: OptionSpec) => option.commands.includes(command));
  const rows = options.map((option) => [`  --${option.name}${value(option)}`, option.help] as const);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const lines = [
    'cmg-preflight: is this device ready for a Configuration Manager client through a cloud management gateway?',
    '',
    `Usage: ${usage[command]}`,
    ...(command === 'run' ? otherCommands.map((other) => `       ${usage[other]}`) : []),
    '',
    purpose[command],
    '',
    'Options:',
    ...rows.map(([left, help]) => `${left.padEnd(width)}${help}`),
  ];
  if (command === 'run') {
    lines.push(
      '',
      'Examples:',
      '  cmg-preflight --cmg cmg.contoso.com',
      '  cmg-preflight --ccmsetup "ccmsetup.exe CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941 SMSSITECODE=PS1"',
      '  cmg-preflight --cmg cmg.contoso.com --record facts.json     (elsewhere: cmg-preflight --replay facts.json)',
      '',
      'Exit codes: 0 ready, 1618 try again, 20010-20140 not ready, 20900 undetermined, 20964 wrong usage, 20970 own fault',
      '(--exit-codes plain: 0, 3, 1, 2, 64, 70). More: cmg-preflight explain exit-codes',
      '',
      'cmg-preflight <command> --help shows the options of that command.',
    );
  }
  if (command === 'gate') {
    lines.push(
      '',
      'What follows -- is started as it stands, without a shell, and only on a ready device. A program without a folder',
      "is one of the current folder (msiexec is Windows' own); nothing is searched for.",
      '',
      'Examples:',
      '  cmg-preflight gate --wait 20 -- ccmsetup.exe CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941 SMSSITECODE=PS1',
      '  cmg-preflight gate -- msiexec.exe /i ccmsetup.msi /qn CCMSETUPCMD="CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941 SMSSITECODE=PS1"',
      '',
      "Exit codes: the command's own once it was started, 20980 (plain: 71) when it could not be; otherwise those of run.",
      'More: cmg-preflight explain gate',
    );
  }
  if (command === 'certificate') {
    lines.push(
      '',
      'Examples:',
      '  cmg-preflight certificate cmg.pfx --password "..." --host cmg.contoso.com',
      '  cmg-preflight certificate chain.pem --roots root.pem --crl issuing.crl --crl root.crl --offline',
      '',
      'Exit codes: 0 ready, 3 try again, 1 not ready, 2 undetermined, 64 wrong usage, 70 own fault.',
      'More: cmg-preflight explain certificate',
    );
  }
  if (command === 'explain') {
    lines.push(
      '',
      'A code is what stands beside a finding in any report. A check explains what it asks and which codes it has; pages of',
      'the manual are ccmsetup-log, command-line, device-facts, exit-codes, gate, intune, network, report, security and trust.',
      '',
      'Examples:',
      '  cmg-preflight explain root-ca.missing',
      '  cmg-preflight explain crl-reachability entra-join.hybrid-pending certificate.weak-key',
      '  cmg-preflight explain exit-codes',
    );
  }
  return `${lines.join('\n')}\n`;
}

function value(option: OptionSpec): string {
  if (option.kind === 'flag') return '';
  return ` <${option.placeholder ?? option.choices?.join('|') ?? 'value'}>`;
}
