import { type DsregSection, labelKey } from '../dsregcmd.ts';
import { guidOf, thumbprintOf } from './values.ts';

/** An Entra registration ("workplace join") of the account that ran the command: no identity of the device. */
export interface WorkAccount {
  readonly deviceId?: string;
  readonly thumbprint?: string;
  readonly tenantId?: string;
  readonly tenantName?: string;
}

/** Most accounts that are read: Windows keeps at most a handful. */
const MAX_ACCOUNTS = 16;

/** One per `Work Account n` section; until 1803 its rows stood in User State. */
export function workAccountsOf(sections: readonly DsregSection[]): readonly WorkAccount[] {
  return sections
    .filter(({ title, rows }) => /^Work ?Account/i.test(title) || rows.some(isAccountRow))
    .slice(0, MAX_ACCOUNTS)
    .map(accountOf);
}

const isAccountRow = ({ label, value }: { label: string; value: string }) =>
  labelKey(label) === 'workplacedeviceid' && value !== '';

function accountOf({ rows }: DsregSection): WorkAccount {
  const value = (label: string) => {
    const text = rows.find((row) => labelKey(row.label) === labelKey(label))?.value;
    return text === '' ? undefined : text;
  };
  const deviceId = guidOf(value('WorkplaceDeviceId'));
  const thumbprint = thumbprintOf(value('WorkplaceThumbprint'));
  const tenantId = guidOf(value('WorkplaceTenantId'));
  const tenantName = value('WorkplaceTenantName');
  return {
    ...(deviceId !== undefined && { deviceId }),
    ...(thumbprint !== undefined && { thumbprint }),
    ...(tenantId !== undefined && { tenantId }),
    ...(tenantName !== undefined && { tenantName }),
  };
}
