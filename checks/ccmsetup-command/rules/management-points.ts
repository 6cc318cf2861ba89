import { argumentsNamed, type CcmsetupCommand, isCmgAddress } from '../../../src/formats/ccmsetup-command.ts';
import { parseCmgHostName } from '../../../src/formats/cmg-host-name.ts';
import { replaceArgument, writtenAs } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';
import { hostNames } from './gateway.ts';

/** Names that only CMGs have (Microsoft "Set up cloud management gateway": deployment in a virtual machine scale set). */
const isAzureGatewayName = (host: string): boolean =>
  /\.(?:cloudapp\.net|cloudapp\.azure\.com|usgovcloudapp\.net|cloudapp\.usgovcloudapi\.net)$/.test(host);

/** `/mp`: the address of a CMG needs its scheme; several are separated by semicolons. */
export const managementPointAddresses: LintRule = ({ command, cmgHost }) =>
  argumentsNamed(command, 'parameter', 'mp').flatMap((argument): readonly LintFault[] => {
    const points = (argument.value ?? '').split(/[;,]/).map((point) => point.trim());
    const gateways = gatewayHosts(command, cmgHost);
    const wrong = points.find((point) => isGateway(point, gateways) && !/^https:\/\//i.test(point));
    const value = points.map((point) => (isGateway(point, gateways) ? asAddress(point, gateways) : point)).join(';');
    const column = argument.valueColumn ?? argument.column;
    const more = { column, subject: writtenAs(argument), correct: replaceArgument(argument.column, { value }) };
    return [
      ...(wrong === undefined
        ? []
        : [
            {
              code: 'mp-without-https' as const,
              status: 'fail' as const,
              what: `/mp names the CMG ${wrong} without https://`,
              why: 'ccmsetup takes it for a management point with HTTP, which no CMG answers.',
              write: `Write /mp:${value} instead.`,
              ...more,
            },
          ]),
      ...(/,/.test(argument.value ?? '')
        ? [
            {
              code: 'malformed-value' as const,
              status: 'warn' as const,
              what: '/mp names several management points separated by commas',
              why: 'ccmsetup separates them at semicolons only.',
              write: `Write /mp:${value} instead.`,
              ...more,
            },
          ]
        : []),
    ];
  });

/** The CMG's path by its host; undefined where the line does not tell it. */
type Gateways = ReadonlyMap<string, string | undefined>;

function gatewayHosts(command: CcmsetupCommand, cmgHost: string | undefined): Gateways {
  const named = hostNames(command).flatMap(({ value }): readonly (readonly [string, string | undefined])[] => {
    const parsed = parseCmgHostName(withoutScheme(value ?? ''));
    return parsed.ok ? [[parsed.cmg.host, parsed.cmg.path]] : [];
  });
  return new Map([...(cmgHost === undefined ? [] : [[cmgHost, undefined] as const]), ...named]);
}

const withoutScheme = (address: string): string => address.replace(/^https?:\/*/i, '');

/** With its scheme; where that is missing from a bare name, the path of CCMHOSTNAME probably is as well. */
function asAddress(point: string, gateways: Gateways): string {
  const bare = withoutScheme(point);
  const path = gateways.get(bare.replace(/\/+$/, '').toLowerCase());
  return path === undefined || /^https:\/\//i.test(point)
    ? `https://${bare}`
    : `https://${bare.replace(/\/+$/, '')}${path}`;
}

function isGateway(point: string, gateways: Gateways): boolean {
  const host = /^(?:https?:\/*)?([^/:]+)/i.exec(point)?.[1]?.toLowerCase() ?? '';
  return isCmgAddress(point) || gateways.has(host) || isAzureGatewayName(host);
}
