import { bareName, firstLabel, isWithin } from './domain-name.ts';

/** The Azure clouds as far as names tell them apart. */
export type AzureCloud = 'public' | 'us-government' | 'china';

/** What a CMG is called in Azure, i.e. what the CNAME of a service name in the company's own domain leads to. */
export interface DeploymentName {
  readonly cloud: AzureCloud;
  /** A classic cloud service (none are made since 2203) or a virtual machine scale set. */
  readonly kind: 'classic' | 'scale-set';
  /** The service name's part that Azure knows, also the name of the content storage account. */
  readonly prefix: string;
  /** e.g. `westeurope`; scale sets only. */
  readonly region?: string;
}

/**
 * Suffixes of Azure's own names. Public and US Government (classic) are documented for a CMG; the regional one of US
 * Government and both of China are Azure's, not known of any CMG.
 * Source: Microsoft Learn "CMG server authentication certificate"; Azure "custom domain name for Azure resources".
 */
const SUFFIXES: readonly (Pick<DeploymentName, 'cloud' | 'kind'> & { readonly suffix: string })[] = [
  { suffix: 'cloudapp.net', cloud: 'public', kind: 'classic' },
  { suffix: 'cloudapp.azure.com', cloud: 'public', kind: 'scale-set' },
  { suffix: 'usgovcloudapp.net', cloud: 'us-government', kind: 'classic' },
  { suffix: 'cloudapp.usgovcloudapi.net', cloud: 'us-government', kind: 'scale-set' },
  { suffix: 'chinacloudapp.cn', cloud: 'china', kind: 'classic' },
  { suffix: 'cloudapp.chinacloudapi.cn', cloud: 'china', kind: 'scale-set' },
];

/** Reads `<prefix>.<region>.cloudapp.azure.com` and its like; undefined for every other name. */
export function readDeploymentName(name: string): DeploymentName | undefined {
  const bare = bareName(name);
  for (const { suffix, cloud, kind } of SUFFIXES) {
    if (bare.endsWith(`.${suffix}`)) {
      const labels = bare.slice(0, -suffix.length - 1).split('.');
      const [prefix = '', region] = labels;
      if (kind === 'classic') {
        return labels.length === 1 ? { cloud, kind, prefix } : undefined;
      }
      return labels.length === 2 && region !== undefined ? { cloud, kind, prefix, region } : undefined;
    }
  }
  return undefined;
}

/** Whether the name lies in a domain of Azure's where deployments are, in the form of one or not. */
export function isAzureName(name: string): boolean {
  return SUFFIXES.some(({ suffix }) => isWithin(name, suffix));
}

/** Where a content-enabled CMG keeps its content. */
export function storageHost(prefix: string, cloud: AzureCloud): string {
  const suffix = {
    public: 'blob.core.windows.net',
    'us-government': 'blob.core.usgovcloudapi.net',
    china: 'blob.core.chinacloudapi.cn',
  }[cloud];
  return `${prefix}.${suffix}`;
}

/**
 * Whether a storage account can have the name: 3 to 24 lower-case letters and digits. A service name that is none cannot
 * serve content, and some releases of Configuration Manager refuse it.
 */
export function canNameStorage(serviceName: string): boolean {
  return /^[a-z0-9]{3,24}$/.test(firstLabel(serviceName));
}
