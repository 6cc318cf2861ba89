import type { ProbeContext } from '../../src/core/check.ts';
import { type CcmsetupCommand, propertyValue } from '../../src/formats/ccmsetup-command.ts';
import { decodeConsoleOutput } from '../../src/formats/console-output.ts';
import { readDsregStatus } from '../../src/formats/dsregcmd/status.ts';
import { parseDsregcmd } from '../../src/formats/dsregcmd.ts';
import {
  CLIENT_SIDE_SCP,
  CLOUD_DOMAIN_JOIN,
  clientSideScpOf,
  ENROLLMENTS,
  joinInfosOf,
  MACHINE_PERSONAL_STORE,
  mdmEnrollmentsOf,
  tenantInfosOf,
  userSidsOf,
  workplaceJoinKey,
} from '../../src/formats/join-info.ts';
import type { CommandOutcome, SessionFacts } from '../../src/host/ports.ts';
import type { DsregcmdReading, EntraJoinEvidence, UserRegistration } from './evidence.ts';
import { personalStoreOf } from './personal-store.ts';
import { type Reading, readingOf } from './reading.ts';

/**
 * A run takes about a second; only the diagnostics of an elevated user on a domain-joined device take minutes, and then
 * everything is printed at the end. Waiting longer would use up the run without learning more.
 */
export const DSREGCMD_TIMEOUT_MS = 20_000;
/** A full run prints 8 KB; more is noise. */
const MAX_OUTPUT_BYTES = 1024 * 1024;
/** Most user hives that are looked into: enough for any multi-session host, few enough to bound the time. */
const MAX_HIVES = 32;

export async function gatherJoinFacts(context: ProbeContext, session: SessionFacts): Promise<EntraJoinEvidence> {
  const { host, signal, target } = context;
  const registry = (path: string) => host.registry.read(path, { recursive: true }, signal);
  const alternate = alternateStorePath(target.ccmsetup);
  const [command, cloudDomainJoin, personalStore, enrollments, alternateStore] = await Promise.all([
    host.commands.run(
      { tool: 'dsregcmd', args: ['/status'], timeoutMs: DSREGCMD_TIMEOUT_MS, maxOutputBytes: MAX_OUTPUT_BYTES },
      signal,
    ),
    registry(CLOUD_DOMAIN_JOIN),
    registry(MACHINE_PERSONAL_STORE),
    registry(ENROLLMENTS),
    alternate === undefined ? undefined : registry(alternate),
  ]);
  const evidence: EntraJoinEvidence = {
    session,
    dsregcmd: readingOfCommand(command),
    cloudDomainJoin: readingOf(cloudDomainJoin, (keys) => ({ joins: joinInfosOf(keys), tenants: tenantInfosOf(keys) })),
    personalStore: readingOf(personalStore, personalStoreOf),
    ...(alternateStore && { alternateStore: readingOf(alternateStore, personalStoreOf) }),
    enrollments: readingOf(enrollments, mdmEnrollmentsOf),
  };
  context.debug(`dsregcmd: ${evidence.dsregcmd.status}`);
  if (evidence.dsregcmd.status === 'read' && evidence.dsregcmd.said.azureAdJoined === 'yes') return evidence;
  const [registrations, scp] = await Promise.all([registrationsOfUsers(context), registry(CLIENT_SIDE_SCP)]);
  const clientSideScp = scp.status === 'found' ? clientSideScpOf(scp.keys) : undefined;
  return { ...evidence, registrations, ...(clientSideScp && { clientSideScp }) };
}

/** CCMCERTSTORE names another store of the machine. A name that could lead elsewhere is not followed. */
function alternateStorePath(command: CcmsetupCommand | undefined): string | undefined {
  const name = command && propertyValue(command, 'CCMCERTSTORE');
  if (name === undefined || !/^[\w -]{1,64}$/.test(name)) return undefined;
  return `HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\${name}\\Certificates`;
}

function readingOfCommand(outcome: CommandOutcome): DsregcmdReading {
  if (outcome.status !== 'exited') {
    return outcome.status === 'timed-out' ? { status: 'timed-out', durationMs: outcome.durationMs } : outcome;
  }
  const { text, encoding } = decodeConsoleOutput(outcome.stdout);
  const said = readDsregStatus(parseDsregcmd(text));
  const { exitCode, truncated, durationMs } = outcome;
  if (said.azureAdJoined === 'absent' && said.domainJoined === 'absent') {
    return { status: 'unreadable', exitCode, outputBytes: outcome.stdout.length };
  }
  return { status: 'read', said, encoding, exitCode, truncated, durationMs };
}

/** As SYSTEM, dsregcmd sees SYSTEM's own registrations only; those of people stand in their hives. */
async function registrationsOfUsers({ host, signal }: ProbeContext): Promise<Reading<readonly UserRegistration[]>> {
  const hives = await host.registry.read('HKU', { recursive: false }, signal);
  const sids = readingOf(hives, userSidsOf);
  if (sids.status === 'unread') return sids;
  const readings = await Promise.all(
    sids.value.slice(0, MAX_HIVES).map(async (sid) => {
      const outcome = await host.registry.read(workplaceJoinKey(sid), { recursive: true }, signal);
      return readingOf(outcome, (keys) => joinInfosOf(keys).map((join) => registrationOf(sid, join)));
    }),
  );
  const found = readings.flatMap((reading) => (reading.status === 'read' ? reading.value : []));
  // One registration is enough for the verdict; a hive that could not be read matters only when none was found.
  const unread = readings.find((reading) => reading.status === 'unread');
  return found.length === 0 && unread ? unread : { status: 'read', value: found };
}

function registrationOf(sid: string, join: { thumbprint: string; tenantId?: string }): UserRegistration {
  return { sid, thumbprint: join.thumbprint, ...(join.tenantId !== undefined && { tenantId: join.tenantId }) };
}
