import type { CcmsetupCommand } from '../formats/ccmsetup-command.ts';

/** Where a proxy comes from. */
export type ProxySetting =
  | { readonly kind: 'machine' }
  | { readonly kind: 'none' }
  | { readonly kind: 'url'; readonly url: string };

/** Who gives the internet's view of DNS. */
export type PublicResolver =
  | { readonly kind: 'dns'; readonly address: string; readonly port: number }
  | { readonly kind: 'https'; readonly url: string };

/** The cloud management gateway that the device is meant to use. */
export interface CmgTarget {
  /** Service name, lower case, no trailing dot. */
  readonly host: string;
  /** 443 but in a lab. */
  readonly port: number;
  /** `/CCM_Proxy_MutualAuth/<id>` when it was given. */
  readonly path?: string;
}

/** What the run is about, from flags, settings file and ccmsetup command line. */
export interface Target {
  readonly cmg?: CmgTarget;
  /** Lower-case GUID of the tenant the device must belong to; absent: the device's own. */
  readonly tenantId?: string;
  /** The deployment uses `/nocrlcheck`. */
  readonly noCrlCheck: boolean;
  readonly ccmsetup?: CcmsetupCommand;
  readonly proxy: ProxySetting;
  readonly publicResolvers: readonly PublicResolver[];
  /** Servers of the user's own that must be reached too. */
  readonly endpoints?: readonly { readonly host: string; readonly port: number }[];
}
