import { type AzureCloud, readDeploymentName } from '../../src/formats/deployment-name.ts';
import type { NameResolutionEvidence } from '../name-resolution/evidence.ts';
import { viewOf } from '../name-resolution/view.ts';

/** Which Azure cloud the CMG is in, as far as its names tell; the public one where they do not. */
export function cloudOf(host: string, names?: NameResolutionEvidence): AzureCloud {
  const aliases = (names?.resolvers ?? []).flatMap((resolver) => {
    const view = viewOf(host, resolver);
    return 'targets' in view ? view.targets : [];
  });
  return [host, ...aliases].map(readDeploymentName).find((name) => name !== undefined)?.cloud ?? 'public';
}

/** Where Entra ID signs in, per cloud (Microsoft Learn, "National clouds"). */
export function signInHost(cloud: AzureCloud): string {
  return {
    public: 'login.microsoftonline.com',
    'us-government': 'login.microsoftonline.us',
    china: 'login.partner.microsoftonline.cn',
  }[cloud];
}

/** Where Windows fetches root certificates, over plain HTTP. */
export const ROOT_UPDATE_URL = 'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab';
