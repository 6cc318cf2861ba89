import type { Scenario } from '../scenario.ts';
import { identities, names } from '../site.ts';

const gateway = `CCMHOSTNAME=cmg.contoso.com${identities.mutualAuthPath}`;
const properties = `AADCLIENTAPPID=${identities.clientAppId} AADRESOURCEURI=${identities.resourceUri}`;

/** @param ccmsetup a whole command line */
function line(name: string, sentence: string, ccmsetup: string, expect: Scenario['expect']): Scenario {
  return { name, sentence, run: { ccmsetup }, expect };
}
const failing = (code: string): Scenario['expect'] => ({
  verdict: 'not-ready',
  exitCode: 20080,
  codes: [`ccmsetup-command.${code}`],
});
const warning = (code: string): Scenario['expect'] => ({
  verdict: 'ready-with-warnings',
  exitCode: 0,
  codes: [`ccmsetup-command.${code}`],
});

/** Lines as administrators paste them. */
export const ccmsetupCommandScenarios: readonly Scenario[] = [
  line('command-valid', 'The line of the co-management wizard, as it is.', `CCMSETUPCMD="${gateway} SMSSITECODE=P01"`, {
    verdict: 'ready',
    exitCode: 0,
    codes: ['ccmsetup-command.valid'],
  }),
  line(
    'command-typographic-quotes',
    'The line came out of a document that made its quotes pretty.',
    `msiexec.exe /i ccmsetup.msi /q CCMSETUPCMD=\u201c${gateway} SMSSITECODE=P01\u201d`,
    failing('unbalanced-quotes'),
  ),
  line(
    'command-open-quote',
    'The closing quote is missing.',
    `msiexec.exe /i ccmsetup.msi /q CCMSETUPCMD="${gateway} SMSSITECODE=P01`,
    failing('unbalanced-quotes'),
  ),
  line(
    'command-wizard-line-on-exe',
    'The line of the co-management wizard, which is for ccmsetup.msi, stands behind ccmsetup.exe.',
    `ccmsetup.exe CCMSETUPCMD="${gateway} SMSSITECODE=P01"`,
    failing('ccmsetupcmd-on-exe'),
  ),
  line(
    'command-quotes-around-name',
    'The quotation marks stand around name and value.',
    `msiexec.exe /i ccmsetup.msi "CCMSETUPCMD=${gateway} SMSSITECODE=P01" /qn`,
    warning('misplaced-quotes'),
  ),
  line(
    'command-quotes-around-all',
    'One pair of quotation marks stands around all arguments of ccmsetup.exe.',
    `ccmsetup.exe "${gateway} SMSSITECODE=P01"`,
    failing('misplaced-quotes'),
  ),
  line(
    'command-too-long',
    'The line inside CCMSETUPCMD has more than 1,024 characters.',
    `CCMSETUPCMD="${gateway} SMSSITECODE=P01 CCMINSTALLDIR=C:\\${'very'.repeat(260)}"`,
    failing('too-long'),
  ),
  line(
    'command-https-in-host-name',
    'CCMHOSTNAME begins with https://.',
    `ccmsetup.exe CCMHOSTNAME=https://cmg.contoso.com${identities.mutualAuthPath} SMSSITECODE=P01`,
    failing('https-in-ccmhostname'),
  ),
  line(
    'command-mp-without-https',
    '/mp names the CMG without https://.',
    `ccmsetup.exe /mp:cmg.contoso.com${identities.mutualAuthPath} ${gateway} SMSSITECODE=P01`,
    failing('mp-without-https'),
  ),
  line(
    'command-site-auto',
    'The site is to be found automatically, which does not go over the internet.',
    `ccmsetup.exe ${gateway} SMSSITECODE=AUTO`,
    failing('sitecode-auto'),
  ),
  line('command-site-missing', 'No site is named.', `ccmsetup.exe ${gateway}`, failing('sitecode-missing')),
  line(
    'command-parameter-last',
    'A parameter comes after the properties.',
    `ccmsetup.exe ${gateway} SMSSITECODE=P01 /AllowMetered`,
    warning('parameter-after-property'),
  ),
  line(
    'command-use-pki-cert',
    '/UsePKICert without the Entra properties, on a device that has no client certificate.',
    `ccmsetup.exe /UsePKICert ${gateway} SMSSITECODE=P01`,
    warning('usepkicert-without-aad-properties'),
  ),
  line(
    'command-no-crl-check',
    '/NoCRLCheck, which helps the installation only.',
    `ccmsetup.exe /NoCRLCheck ${gateway} SMSSITECODE=P01 ${properties}`,
    warning('nocrlcheck-bootstrap-only'),
  ),
  line(
    'command-token-malformed',
    'The registration token was cut off when it was copied.',
    `ccmsetup.exe /regtoken:eyJhbGciOiJSUzI1NiJ9.eyJ ${gateway} SMSSITECODE=P01`,
    failing('regtoken-malformed'),
  ),
  line(
    'command-unknown-parameter',
    'A parameter is misspelled.',
    `ccmsetup.exe /nocrlchek ${gateway} SMSSITECODE=P01`,
    warning('unknown-parameter'),
  ),
  line(
    'command-escaped-quotes',
    'Quotation marks inside CCMSETUPCMD are escaped with backslashes.',
    `msiexec.exe /i ccmsetup.msi CCMSETUPCMD="${gateway} SMSSITECODE=P01 CCMINSTALLDIR=\\"C:\\Program Files\\CCM\\""`,
    warning('escaped-quotes'),
  ),
  line(
    'command-unquoted',
    'The value of CCMSETUPCMD has no quotation marks.',
    `msiexec.exe /i ccmsetup.msi CCMSETUPCMD=${gateway} SMSSITECODE=P01`,
    failing('ccmsetupcmd-unquoted'),
  ),
  line(
    'command-client-msi',
    'client.msi in the place of ccmsetup.msi.',
    `msiexec.exe /i client.msi CCMSETUPCMD="${gateway} SMSSITECODE=P01"`,
    failing('client-msi'),
  ),
  {
    name: 'command-uninstall',
    sentence: 'The line removes the client.',
    run: { cmg: names.cmg, ccmsetup: 'ccmsetup.exe /uninstall' },
    expect: failing('not-an-install'),
  },
  line(
    'command-host-path',
    'CCMHOSTNAME lacks its path.',
    'ccmsetup.exe CCMHOSTNAME=cmg.contoso.com SMSSITECODE=P01',
    warning('ccmhostname-path'),
  ),
  line(
    'command-path-malformed',
    'The number in CCMHOSTNAME is none, and yet the gateway is the one that the other checks look at.',
    'ccmsetup.exe CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/abc SMSSITECODE=P01',
    { ...failing('ccmhostname-malformed'), codes: ['ccmsetup-command.ccmhostname-malformed', 'cmg-service.alive'] },
  ),
  line(
    'command-site-malformed',
    'The site code has four characters.',
    `ccmsetup.exe ${gateway} SMSSITECODE=P001`,
    failing('sitecode-malformed'),
  ),
  line(
    'command-half-of-the-properties',
    'One of the two Entra properties is missing.',
    `ccmsetup.exe ${gateway} SMSSITECODE=P01 AADCLIENTAPPID=${identities.clientAppId}`,
    warning('aad-properties-incomplete'),
  ),
  line(
    'command-twice',
    'The site is named twice.',
    `ccmsetup.exe ${gateway} SMSSITECODE=P01 SMSSITECODE=P02`,
    warning('duplicate-parameter'),
  ),
  line(
    'command-provisionts',
    'A task sequence is given to ccmsetup.exe, which takes it from ccmsetup.msi only.',
    `ccmsetup.exe ${gateway} SMSSITECODE=P01 PROVISIONTS=PRI20001`,
    warning('provisionts-needs-msi'),
  ),
  line(
    'command-typographic-dash',
    'A parameter begins with the dash of a document.',
    `ccmsetup.exe \u2013AllowMetered ${gateway} SMSSITECODE=P01`,
    warning('typographic-character'),
  ),
  line(
    'command-outside-wrapper',
    'The site stands beside CCMSETUPCMD and not in it.',
    `msiexec.exe /i ccmsetup.msi CCMSETUPCMD="${gateway}" SMSSITECODE=P01`,
    { ...failing('outside-ccmsetupcmd') },
  ),
  {
    name: 'command-without-host',
    sentence: 'The line names no CMG.',
    run: { cmg: names.cmg, ccmsetup: 'ccmsetup.exe SMSSITECODE=P01' },
    expect: failing('ccmhostname-missing'),
  },
  {
    name: 'command-host-placeholder',
    sentence: 'The placeholder of the documentation was never filled in.',
    run: { cmg: names.cmg, ccmsetup: 'ccmsetup.exe CCMHOSTNAME=<CMG> SMSSITECODE=P01' },
    expect: failing('ccmhostname-malformed'),
  },
  {
    name: 'command-of-another-cmg',
    sentence: 'The line names another CMG than --cmg.',
    run: {
      cmg: names.cmg,
      ccmsetup: `ccmsetup.exe CCMHOSTNAME=old.contoso.com${identities.mutualAuthPath} SMSSITECODE=P01`,
    },
    expect: warning('cmg-differs'),
  },
  {
    name: 'command-of-another-tenant',
    sentence: 'The line names another tenant than --tenant.',
    run: {
      tenantId: identities.tenantId,
      ccmsetup: `ccmsetup.exe ${gateway} SMSSITECODE=P01 AADTENANTID=${identities.otherTenantId}`,
    },
    expect: warning('aadtenantid-differs'),
  },
  line(
    'command-wrong-separator',
    'The site is written with a colon.',
    `ccmsetup.exe ${gateway} SMSSITECODE:P01`,
    failing('malformed-argument'),
  ),
  line(
    'command-value-malformed',
    'AADCLIENTAPPID is no GUID.',
    `ccmsetup.exe ${gateway} SMSSITECODE=P01 AADCLIENTAPPID=contoso AADRESOURCEURI=${identities.resourceUri}`,
    failing('malformed-value'),
  ),
  line(
    'command-config-file',
    'Further properties lie in a file.',
    `ccmsetup.exe /config:settings.txt ${gateway} SMSSITECODE=P01`,
    warning('config-file-unseen'),
  ),
  line(
    'command-service',
    '/service hides the result of the installation.',
    `ccmsetup.exe /service ${gateway} SMSSITECODE=P01`,
    { verdict: 'ready', exitCode: 0, codes: ['ccmsetup-command.service-hides-result'] },
  ),
];
