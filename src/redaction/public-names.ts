/** What everybody knows or may know, and what a reader needs to understand a report: it stays as it is. */

/** Domains of services that are the same for everybody. */
const publicDomains = [
  'microsoft.com',
  'microsoftonline.com',
  'microsoftonline.us',
  'microsoftonline-p.com',
  'microsoftazuread-sso.com',
  'partner.microsoftonline.cn',
  'windows.com',
  'windows.net',
  'windowsupdate.com',
  'azure.com',
  'azure.net',
  'azure-dns.com',
  'aka.ms',
  'msocsp.com',
  'msidentity.com',
  'akadns.net',
  'digicert.com',
  'sectigo.com',
  'usertrust.com',
  'globalsign.com',
  'letsencrypt.org',
  'lencr.org',
  'entrust.net',
  'godaddy.com',
  'amazontrust.com',
  'pki.goog',
  'dns.google',
  'cloudflare-dns.com',
  'quad9.net',
  'invalid',
];

/** Below these everybody has names of their own: what stands before them is a customer's. */
const hostingDomains = [
  'cloudapp.azure.com',
  'cloudapp.net',
  'cloudapp.usgovcloudapi.net',
  'usgovcloudapi.net',
  'chinacloudapi.cn',
  'chinacloudapp.cn',
  'core.windows.net',
  'azurewebsites.net',
  'azureedge.net',
  'trafficmanager.net',
  'onmicrosoft.com',
  'onmicrosoft.us',
  'sharepoint.com',
  'azure-api.net',
];

/** Labels before a hosting domain that name no customer: storage services, regions. */
const commonLabels =
  /^(?:blob|table|queue|file|core|cloudapp|(?:north|south|east|west|central)[a-z]*\d?|[a-z]+(?:north|south|east|west|central)\d?)$/;

/** The part of a host name that stays; undefined where nothing does. */
export function publicPartOf(host: string): string | undefined {
  const name = host.toLowerCase();
  const isBelow = (domain: string) => name === domain || name.endsWith(`.${domain}`);
  const hosting = hostingDomains.find(isBelow);
  if (hosting === undefined) return publicDomains.some(isBelow) ? name : undefined;
  const own = name.slice(0, -hosting.length - 1).split('.');
  const customers = own.findLastIndex((label) => label !== '' && !commonLabels.test(label));
  return [...own.slice(customers + 1).filter((label) => label !== ''), hosting].join('.');
}

/** Ends of file names, which look like the ends of host names. */
export const fileExtensions = new Set(
  'aspx asp ashx bak bin cab cer cfg cmd conf crl crt csv dat der dll docx exe htm html inf ini js json jsonl key lnk log md mjs msc msi msp p7b p7c p7m pdf pem pfx php png ps1 psm1 reg svc sys tmp ts txt xml yaml yml zip'.split(
    ' ',
  ),
);

/** Who runs public certification authorities, and what Windows itself issues. */
export const publicIssuers =
  /microsoft|ms-organization|windows azure|digicert|verisign|symantec|geotrust|thawte|baltimore|cybertrust|globalsign|sectigo|comodo|usertrust|entrust|let's encrypt|\bISRG\b|go ?daddy|starfield|amazon|google trust|\bGTS\b|actalis|certum|quovadis|swisssign|buypass|d-trust|t-telesec/i;

/** Identifiers that are the same everywhere. */
export const publicIds = new Set([
  '00000000-0000-0000-0000-000000000000',
  // The attack surface reduction rule "Block process creations originating from PSExec and WMI commands".
  'd1e49aac-8f56-4280-b9ba-993a6d77406c',
  // In the issuer of every device certificate of Entra ID.
  '82dbaca4-3e81-46ca-9c73-0950c1eaca97',
]);

/** Addresses that name nobody: unspecified, loopback, public resolvers, Azure's own. */
export const publicAddresses = new Set([
  '0.0.0.0',
  '127.0.0.1',
  '255.255.255.255',
  '8.8.8.8',
  '8.8.4.4',
  '9.9.9.9',
  '1.1.1.1',
  '1.0.0.1',
  '168.63.129.16',
  '::',
  '::1',
]);

/** Accounts and domains of accounts that every Windows has. */
export const publicAccounts =
  /^(?:nt[ -]?[\p{L}]+|builtin|azuread|workgroup|system|local service|network service|font driver host|window manager|everyone)$/iu;

/** Words of a path that say what is there and not whose it is. */
export const publicPathWord =
  /^(?:ccm_[\w]+|sms_[\w]+|serverauth|mutualauth|certenroll|ocsp|crl|crls|pki|cdp|aia|certs?|cert|ca|dns-query|\.sms_[\w]+|aadauthinfo|servicemetadata|request|downloadrestservice.svc|getcontentxmlsecure|)$/i;
