import { type AzureCloud, readDeploymentName, storageHost } from '../../src/formats/deployment-name.ts';
import { firstLabel } from '../../src/formats/domain-name.ts';
import type { NameResolutionEvidence } from '../name-resolution/evidence.ts';
import { aliasesOf } from '../name-resolution/seen-view.ts';
import { signInHost } from '../network-path/microsoft-hosts.ts';

/** A server that the client reaches besides the CMG. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly purpose: 'sign-in' | 'device-sign-in' | 'device-registration' | 'content' | 'extra';
}

/** What each purpose is, and what fails without it. */
export const PURPOSE: Readonly<Record<Endpoint['purpose'], { readonly name: string; readonly without: string }>> = {
  'sign-in': {
    name: "Entra ID's sign-in",
    without: 'ccmsetup gets no Entra token, neither for the device nor for a user, and cannot prove who it is.',
  },
  'device-sign-in': {
    name: "Entra ID's device sign-in",
    without: 'The device cannot prove its identity to Entra ID when its token is renewed.',
  },
  'device-registration': {
    name: 'the device registration service',
    without: 'The device cannot join, nor repair or renew its registration; one that is joined goes on for now.',
  },
  content: {
    name: "the CMG's content storage",
    without: 'ccmsetup cannot download the client from the CMG and asks the management point through the CMG instead.',
  },
  extra: { name: 'an endpoint of your own', without: 'What it was listed for cannot work.' },
};

/**
 * Per Azure cloud, as Microsoft lists them for the Configuration Manager client (Microsoft Learn, "Internet access
 * requirements") and for device registration ("Configure Microsoft Entra hybrid join", network requirements). For China
 * nothing is documented for a CMG: sign-in and storage are Azure's names there.
 */
export function endpointsFor(
  cloud: AzureCloud,
  host: string | undefined,
  names?: NameResolutionEvidence,
): readonly Endpoint[] {
  const at = (purpose: Endpoint['purpose'], name: string): Endpoint => ({ host: name, port: 443, purpose });
  const registration: Readonly<Record<AzureCloud, readonly Endpoint[]>> = {
    public: [
      at('device-sign-in', 'device.login.microsoftonline.com'),
      at('device-registration', 'enterpriseregistration.windows.net'),
    ],
    'us-government': [
      at('device-sign-in', 'device.login.microsoftonline.us'),
      at('device-registration', 'enterpriseregistration.microsoftonline.us'),
    ],
    china: [],
  };
  return [
    at('sign-in', signInHost(cloud)),
    ...registration[cloud],
    ...(host === undefined ? [] : [at('content', storageHost(prefixOf(host, names), cloud))]),
  ];
}

/** The storage account is called like the deployment. */
function prefixOf(host: string, names: NameResolutionEvidence | undefined): string {
  const candidates = [host, ...((names && aliasesOf(names)) ?? [])];
  return candidates.map(readDeploymentName).find((name) => name !== undefined)?.prefix ?? firstLabel(host);
}
