import type { Finding } from '../../src/core/finding.ts';
import { finding } from './codes.ts';

/**
 * What a fault means when the deployment says /nocrlcheck: it is for ccmsetup alone (Microsoft, "Microsoft Entra
 * authentication workflow": the client checks again).
 */
export function bootstrapOnly(original: Finding): Finding {
  if (original.status !== 'fail' && original.status !== 'unknown') return original;
  const { what, code, subject } = original;
  return finding.warn('bootstrap-only', {
    what: `${what} (${code.slice(code.indexOf('.') + 1)})`,
    why: '/nocrlcheck is for ccmsetup only. The installed client checks revocation again and stops communicating, unless the site option "Clients check the certificate revocation list (CRL) for site systems" is off.',
    fix: original.fix ?? 'Make revocation checking work, or turn that option of the site off.',
    owner: original.owner ?? 'pki',
    ...(subject !== undefined && { subject }),
  });
}
