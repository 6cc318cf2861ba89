/** Command lines behind `gate --`, and what the started program is given as its own. */

export interface GatedLine {
  readonly title: string;
  /** As it stands behind `--`. */
  readonly line: string;
  /** What the program gets, where that is not the very same text. */
  readonly becomes?: string;
}

const gateway = 'CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941';
/** A recording stand-in under the installer's name; Windows' own would not tell. */
const msiexec = '"C:\\dir with blank\\msiexec.exe"';

export const gatedLines: readonly GatedLine[] = [
  {
    title: 'ccmsetup as Microsoft writes it',
    line: `ccmsetup.exe /mp:https://cmg.contoso.com/CCM_Proxy_MutualAuth/72 ${gateway} SMSSITECODE=PS1`,
  },
  {
    title: 'the package with its wrapper',
    line: `${msiexec} /i "C:\\dir with blank\\ccmsetup.msi" /qn CCMSETUPCMD="${gateway} SMSSITECODE=PS1"`,
  },
  {
    title: 'doubled quotes inside the wrapper',
    line: `${msiexec} /i ccmsetup.msi CCMSETUPCMD="CCMCERTISSUERS=""CN=Contoso Root; O=Contoso"" SMSSITECODE=PS1"`,
  },
  {
    title: 'quotes around a value',
    line: 'ccmsetup.exe /skipprereq:"silverlight.exe;dotnetfx 4.exe" CCMCERTISSUERS="CN=Contoso Root CA | OU=Servers"',
  },
  {
    title: 'backslashes at the end',
    line: 'ccmsetup.exe /source:C:\\a\\ SMSCACHEDIR="C:\\a b\\\\" CCMINSTALLDIR=\\\\s\\s\\\\',
  },
  { title: 'a quote inside a value', line: 'ccmsetup.exe CCMCERTSEL="SubjectStr:\\"x y\\"" SMSSITECODE=PS1' },
  { title: 'empty arguments', line: 'ccmsetup.exe "" SMSMP= "" SMSSITECODE=PS1 ""' },
  {
    title: 'what a shell would take for its own',
    line: 'ccmsetup.exe SMSCACHEDIR=%TEMP% a&b ^c |d >e <f !g! $h `i` (j) ;k , SMSSITECODE=PS1',
  },
  { title: 'letters of every kind', line: 'ccmsetup.exe SMSCACHEDIR="C:\\Käse und Öl\\日本\\😀" SMSSITECODE=PS1' },
  { title: 'our own flags behind --', line: 'ccmsetup.exe SMSSITECODE=PS1 --json --help -- gate --only x' },
  { title: 'the program by a path', line: `.\\ccmsetup.exe ${gateway} SMSSITECODE=PS1` },
  { title: 'the program without its extension', line: `ccmsetup ${gateway} SMSSITECODE=PS1` },
  // Words that the C runtime gives alike leave no trace of how they were written.
  {
    title: 'blanks between words',
    line: `ccmsetup.exe   ${gateway} \t SMSSITECODE=PS1  `,
    becomes: `ccmsetup.exe ${gateway} SMSSITECODE=PS1`,
  },
  {
    title: 'quotes that nothing needs',
    line: '"ccmsetup.exe" "/mp:https://cmg.contoso.com" SMSSITECODE="PS1"',
    becomes: 'ccmsetup.exe /mp:https://cmg.contoso.com SMSSITECODE=PS1',
  },
  {
    title: 'quotes around name and value',
    line: 'ccmsetup.exe "CCMCERTISSUERS=CN=Contoso Root" SMSSITECODE=PS1',
    becomes: 'ccmsetup.exe CCMCERTISSUERS="CN=Contoso Root" SMSSITECODE=PS1',
  },
  {
    title: 'quotes that another shell has escaped for the installer',
    line: `${msiexec} /i ccmsetup.msi CCMSETUPCMD="CCMCERTISSUERS=\\"CN=Contoso Root\\" SMSSITECODE=PS1"`,
    becomes: `${msiexec} /i ccmsetup.msi CCMSETUPCMD="CCMCERTISSUERS=""CN=Contoso Root"" SMSSITECODE=PS1"`,
  },
];
