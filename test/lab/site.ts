/**
 * Where everything of a lab is, as a device sees it. Scenarios name hosts and roles; the numbers are here and can be
 * replaced, so that the same scenario runs on loopback with free ports and in a network namespace on 53, 80 and 443.
 * All addresses are of documentation networks (RFC 5737) or private ones (RFC 1918).
 */
export interface Site {
  readonly addresses: Readonly<Record<AddressRole, string>>;
  readonly ports: Readonly<Record<'dns' | 'http' | 'https' | 'proxy', number>>;
}

export type AddressRole =
  /** The cloud management gateway. */
  | 'cmg'
  /** CRLs, CA certificates, OCSP. */
  | 'web'
  /** Sign-in, device registration, root updates, content storage. */
  | 'microsoft'
  /** A web server of somebody else. */
  | 'stranger'
  /** The company's name server: the internal view. */
  | 'internalDns'
  /** The company's second name server, the same view. */
  | 'secondInternalDns'
  /** Two of the internet's resolvers: the public view. */
  | 'publicDns'
  | 'secondPublicDns'
  /** A third one, over HTTPS. */
  | 'doh'
  /** The company's web proxy. */
  | 'proxy'
  /** An address where nobody is: packets are swallowed. */
  | 'nowhere';

export const standardSite: Site = {
  addresses: {
    cmg: '203.0.113.10',
    web: '203.0.113.20',
    microsoft: '203.0.113.30',
    stranger: '203.0.113.40',
    nowhere: '203.0.113.99',
    internalDns: '10.20.0.53',
    secondInternalDns: '10.20.0.54',
    proxy: '10.20.0.80',
    publicDns: '198.51.100.53',
    secondPublicDns: '198.51.100.54',
    doh: '198.51.100.55',
  },
  ports: { dns: 53, http: 80, https: 443, proxy: 8080 },
};

/** Names in the lab's DNS. */
export const names = {
  cmg: 'cmg.contoso.com',
  /** What Azure calls the service; its first label is that of the service name, as with a certificate without wildcard. */
  deployment: 'cmg.westeurope.cloudapp.azure.com',
  storage: 'cmg.blob.core.windows.net',
  pki: 'pki.contoso.com',
  ocsp: 'ocsp.contoso.com',
  proxy: 'proxy.contoso.com',
  doh: 'doh.example.net',
  stranger: 'www.fabrikam.com',
  rootUpdate: 'ctldl.windowsupdate.com',
} as const;

/** What the client reaches besides the CMG. */
export const microsoftNames = [
  'login.microsoftonline.com',
  'device.login.microsoftonline.com',
  'enterpriseregistration.windows.net',
  'autologon.microsoftazuread-sso.com',
  'aka.ms',
  'go.microsoft.com',
  'login.microsoftonline.us',
  'device.login.microsoftonline.us',
  'enterpriseregistration.microsoftonline.us',
  'cmg.blob.core.usgovcloudapi.net',
  'login.partner.microsoftonline.cn',
  'cmg.blob.core.chinacloudapi.cn',
  names.storage,
  names.rootUpdate,
] as const;

/** Made-up identities. */
export const identities = {
  tenantId: '5c0e8a2d-4f1b-4b6e-9a73-d1c2f3a4b596',
  tenantName: 'Contoso',
  otherTenantId: 'e2a91f47-0c3d-4e58-8b16-7f90a2b3c4d5',
  deviceId: '8f3b2a1c-6d5e-4c7f-b8a9-0e1f2d3c4b5a',
  computerName: 'CONTOSO-LT042',
  userSid: 'S-1-12-1-2841932871-1182946405-3109471644-1402356778',
  domainUserSid: 'S-1-5-21-1004336348-1177238915-682003330-1604',
  clientAppId: '0d7c1b2a-3e4f-4a5b-9c8d-7e6f5a4b3c2d',
  resourceUri: 'https://ConfigMgrService',
  mutualAuthPath: '/CCM_Proxy_MutualAuth/72186325152220500',
} as const;
