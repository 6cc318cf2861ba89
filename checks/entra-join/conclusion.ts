import type { Answer } from '../../src/formats/dsregcmd/values.ts';
import type { CloudDomainJoin, EntraJoinEvidence } from './evidence.ts';
import { type HybridTrouble, hybridTroubleOf } from './hybrid-trouble.ts';
import type { PersonalCertificate, PersonalStore } from './personal-store.ts';
import { valueOr } from './reading.ts';

/** Which of the states that Microsoft documents the device is in. */
export type JoinConclusion =
  | JoinedDevice
  | { readonly state: 'on-prem' }
  | { readonly state: 'hybrid-trouble'; readonly trouble: HybridTrouble; readonly alsoRegistered: boolean }
  | { readonly state: 'registered'; readonly by: string; readonly domainKnown: boolean }
  | {
      readonly state: 'none';
      readonly domainKnown: boolean;
      /** Why registrations of people could not be looked for; then this may be `registered`, which is no better. */
      readonly registrationsUnread?: string;
    }
  | { readonly state: 'unreadable'; readonly why: string };

export interface JoinedDevice {
  readonly state: 'joined';
  /** `undefined`: whether it is also domain joined could not be read. */
  readonly hybrid: boolean | undefined;
  /** Set when dsregcmd gave no answer and the registry had to. */
  readonly dsregcmdTrouble?: string;
}

const NO_STORE: PersonalStore = { certificates: [], unreadable: [] };
const NO_JOIN: CloudDomainJoin = { joins: [], tenants: [] };

/**
 * Microsoft's tool decides where it answers clearly: it asks Windows what ccmsetup asks. Where it does not, the registry
 * may say "joined", because only a join writes that sub-key; it may not say "not joined", because the lack of an
 * undocumented key proves nothing.
 */
export function concludeJoin(evidence: EntraJoinEvidence): JoinConclusion {
  const { dsregcmd } = evidence;
  if (dsregcmd.status !== 'read') return concludeFromRegistry(evidence, dsregcmdTroubleOf(evidence));
  const { azureAdJoined, enterpriseJoined, domainJoined, workAccounts, user, preJoin } = dsregcmd.said;
  if (azureAdJoined === 'yes' && enterpriseJoined === 'yes') {
    return concludeFromRegistry(
      evidence,
      'dsregcmd says both AzureAdJoined and EnterpriseJoined, which no device can be',
    );
  }
  if (azureAdJoined === 'yes') {
    return { state: 'joined', hybrid: isHybrid(evidence) };
  }
  if (azureAdJoined !== 'no') return concludeFromRegistry(evidence, dsregcmdTroubleOf(evidence));
  if (enterpriseJoined === 'yes') return { state: 'on-prem' };

  const registrations = valueOr(evidence.registrations ?? { status: 'read', value: [] }, []);
  const ownAccount = user.workplaceJoined === 'yes' || workAccounts.length > 0;
  const registered = ownAccount || registrations.length > 0;
  if (domainJoined === 'yes') {
    return { state: 'hybrid-trouble', trouble: hybridTroubleOf(preJoin), alsoRegistered: registered };
  }
  const domainKnown = domainJoined === 'no';
  if (registered) {
    const by = ownAccount ? 'the account that ran dsregcmd' : `user ${registrations[0]?.sid}`;
    return { state: 'registered', by, domainKnown };
  }
  const unread = evidence.registrations?.status === 'unread' ? evidence.registrations.why : undefined;
  return { state: 'none', domainKnown, ...(unread !== undefined && { registrationsUnread: unread }) };
}

function concludeFromRegistry(evidence: EntraJoinEvidence, dsregcmdTrouble: string): JoinConclusion {
  if (evidence.cloudDomainJoin.status === 'unread') {
    return {
      state: 'unreadable',
      why: `${dsregcmdTrouble}, and CloudDomainJoin in the registry could not be read: ${evidence.cloudDomainJoin.why}`,
    };
  }
  if (evidence.cloudDomainJoin.value.joins.length > 0) {
    return { state: 'joined', hybrid: isHybrid(evidence), dsregcmdTrouble };
  }
  return {
    state: 'unreadable',
    why:
      `${dsregcmdTrouble}; the registry holds no join (CloudDomainJoin\\JoinInfo has no sub-key), ` +
      'so the device is probably not joined to Entra ID, but that alone proves nothing',
  };
}

/** Whether a joined device is in a domain too; only dsregcmd tells. */
function isHybrid({ dsregcmd }: EntraJoinEvidence): boolean | undefined {
  if (dsregcmd.status !== 'read') return undefined;
  const { domainJoined } = dsregcmd.said;
  return domainJoined === 'yes' ? true : domainJoined === 'no' ? false : undefined;
}

const TROUBLE_OF_ANSWER: Readonly<Record<Answer, string>> = {
  yes: 'dsregcmd answers AzureAdJoined with YES',
  no: 'dsregcmd answers AzureAdJoined with NO',
  error: 'dsregcmd answers AzureAdJoined with neither YES nor NO',
  contradictory: 'dsregcmd answers AzureAdJoined more than once, differently',
  incomplete: 'dsregcmd says AzureAdJoined : YES, but the row that follows it is missing',
  absent: 'dsregcmd prints no AzureAdJoined',
};

/** Why dsregcmd is no help, as the beginning of a sentence. */
function dsregcmdTroubleOf({ dsregcmd }: EntraJoinEvidence): string {
  switch (dsregcmd.status) {
    case 'read':
      return TROUBLE_OF_ANSWER[dsregcmd.said.azureAdJoined];
    case 'unreadable':
      return dsregcmd.outputBytes === 0
        ? `dsregcmd ended with code ${dsregcmd.exitCode} and printed nothing`
        : `the ${dsregcmd.outputBytes} bytes that dsregcmd printed hold no join state`;
    case 'timed-out':
      return `dsregcmd had not ended after ${Math.round(dsregcmd.durationMs / 1000)} s`;
    case 'missing':
      return `dsregcmd is not on this device (${dsregcmd.path})`;
    case 'not-started':
      return `dsregcmd could not be started (${dsregcmd.code})`;
  }
}

/** The certificate that the join is made of. */
export type DeviceCertificate =
  | { readonly status: 'found'; readonly entry: PersonalCertificate }
  /** @property thumbprint the one that the join names, when it names one */
  | { readonly status: 'absent'; readonly thumbprint?: string }
  /** The entry is there but holds no readable certificate. */
  | { readonly status: 'malformed'; readonly thumbprint: string }
  /** The store could not be read, or does not tell which one it is. */
  | { readonly status: 'unread'; readonly why: string };

/** Found by the thumbprint that dsregcmd or JoinInfo gives; without one, the only certificate marked as of a device join. */
export function deviceCertificateOf(evidence: EntraJoinEvidence): DeviceCertificate {
  if (evidence.personalStore.status === 'unread') return { status: 'unread', why: evidence.personalStore.why };
  const { certificates, unreadable } = valueOr(evidence.personalStore, NO_STORE);
  const named = namedThumbprints(evidence);
  for (const thumbprint of named) {
    const entry = certificates.find(({ certificate }) => certificate.thumbprint === thumbprint);
    if (entry) return { status: 'found', entry };
  }
  const broken = named.find((thumbprint) => unreadable.some((name) => name.toUpperCase() === thumbprint));
  if (broken !== undefined) return { status: 'malformed', thumbprint: broken };
  if (named[0] !== undefined) return { status: 'absent', thumbprint: named[0] };
  const [only, ...others] = certificates.filter(({ join }) => join !== undefined && join.kind !== 'registered');
  if (only === undefined) return { status: 'absent' };
  if (others.length === 0) return { status: 'found', entry: only };
  return {
    status: 'unread',
    why: `${others.length + 1} certificates of device joins lie there, and nothing says which is in use`,
  };
}

/** Thumbprints of the join: dsregcmd's alone where it prints one, since a former join may have left its own behind. */
function namedThumbprints(evidence: EntraJoinEvidence): readonly string[] {
  const said = evidence.dsregcmd.status === 'read' ? evidence.dsregcmd.said : undefined;
  const fromTool = said?.azureAdJoined === 'no' ? undefined : said?.device.thumbprint;
  return fromTool === undefined
    ? valueOr(evidence.cloudDomainJoin, NO_JOIN).joins.map((join) => join.thumbprint)
    : [fromTool];
}
