import type { Check } from '../src/core/check.ts';
import { type Finding, findingsOf } from '../src/core/finding.ts';
import { decodeCertificate } from '../src/formats/x509-certificate.ts';
import { HOPELESS_MS, TOLERATED_MS } from './clock-skew/limits.ts';
import { cmgConnection, strangersAmong } from './cmg-connection.ts';
import { nameResolution } from './name-resolution.ts';
import { CONNECTION_WORDS } from './network-path/connection-words.ts';
import { cloudOf } from './network-path/microsoft-hosts.ts';
import { gatherProxyChoice } from './network-path/proxy.ts';
import { agreeOnTime, renderDuration, sampleTimes, type TimeSample } from './network-path/time-sample.ts';
import type { WpjCertificateEvidence } from './wpj-certificate/evidence.ts';
import { wpjCertificate } from './wpj-certificate.ts';

/** What servers say the time is. */
export interface ClockSkewEvidence {
  readonly samples: readonly TimeSample[];
}

const DATE_SYMPTOM = '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID is set)';

const finding = findingsOf('clock-skew', ['in-step', 'skewed', 'undetermined']);

export const clockSkew: Check<ClockSkewEvidence> = {
  id: 'clock-skew',
  title: "this device's clock agrees with the internet's",
  exitCode: 20140,
  codes: finding.codes,
  uses: [nameResolution, cmgConnection],
  timeoutMs: 15_000,

  async probe(context) {
    const cmg = context.evidenceOf(cmgConnection);
    if (cmg !== undefined && cmg.time.length > 0) {
      return { samples: cmg.time };
    }
    const names = context.evidenceOf(nameResolution);
    const proxy = names?.proxy ?? (await gatherProxyChoice(context));
    const cloud = cloudOf(context.target.cmg?.host ?? '', names);
    const strangers = cmg === undefined ? [] : strangersAmong(cmg);
    return { samples: await sampleTimes(context, { cloud, proxy, strangers, connection: cmg?.connection }) };
  },

  judge({ samples: own }, { evidenceOf, observedAt }) {
    const samples = withEarlier(own, evidenceOf(wpjCertificate));
    const clock = agreeOnTime(samples);
    switch (clock.kind) {
      case 'none':
        return [undetermined('No server told the time', samples)];
      case 'contradicting':
        return [undetermined('The servers asked contradict each other', samples)];
      case 'single':
        return Math.abs(clock.offsetMs) <= TOLERATED_MS
          ? [
              finding.pass('in-step', {
                what: `The clock agrees with the one server that told the time (${clock.url})`,
              }),
            ]
          : [
              finding.warn('skewed', {
                what: `The clock is ${renderDuration(clock.offsetMs)} ${direction(clock.offsetMs)} ${clock.url}, the only server that told the time`,
                why: 'One server may be wrong itself; if it is right, certificates, CRLs and tokens are judged by a wrong clock.',
                fix: 'Compare the clock with a watch; if it is wrong, `w32tm /resync` or Settings > Time & language > Sync now.',
                owner: 'device',
              }),
            ];
      case 'agreed':
        return [judgeOffset(clock.offsetMs, clock.servers, leafOf(evidenceOf(cmgConnection)?.connection), observedAt)];
    }
  },

  present: ({ samples }) => ({ samples: samples.map((sample) => ({ ...sample })) }),
};

/**
 * wpj-certificate asks some of the servers when the dates of its certificate are not in order, and then may have named
 * this check as what stands in the way: what they said to it holds where they do not answer again.
 */
function withEarlier(
  samples: readonly TimeSample[],
  device: WpjCertificateEvidence | undefined,
): readonly TimeSample[] {
  const earlier = (device?.kind === 'joined' && device.time) || [];
  return samples.map((sample) =>
    sample.offsetMs === undefined ? (earlier.find(({ url }) => url === sample.url) ?? sample) : sample,
  );
}

/**
 * By how many milliseconds this device's clock is ahead (negative: behind), when at least two servers agree on it.
 * Whoever is about to call something expired or not yet valid asks here first.
 */
export function clockOffsetOf({ samples }: ClockSkewEvidence): number | undefined {
  const clock = agreeOnTime(samples);
  return clock.kind === 'agreed' ? clock.offsetMs : undefined;
}

function judgeOffset(offsetMs: number, servers: number, leaf: Validity | undefined, observedAt: Date): Finding {
  if (Math.abs(offsetMs) <= TOLERATED_MS) {
    return finding.pass('in-step', {
      what: `The clock agrees with ${servers} servers to within ${renderDuration(Math.max(Math.abs(offsetMs), 1000))}`,
    });
  }
  const now = observedAt.getTime();
  const breaksCertificate = leaf !== undefined && !isValidAt(leaf, now) && isValidAt(leaf, now - offsetMs);
  const details = {
    what: `The clock is ${renderDuration(offsetMs)} ${direction(offsetMs)} ${servers} servers that agree`,
    fix: 'Set it: `w32tm /resync` as administrator, or Settings > Time & language > Date & time > Sync now. If it drifts again, check the time service (w32time) and UDP 123.',
    owner: 'device',
  } as const;
  if (breaksCertificate) {
    return finding.fail('skewed', {
      ...details,
      why: "By this clock the CMG's certificate is not valid, so WinHTTP ends the connection; by the right time it is.",
      symptom: DATE_SYMPTOM,
    });
  }
  return Math.abs(offsetMs) >= HOPELESS_MS
    ? finding.fail('skewed', {
        ...details,
        why:
          offsetMs > 0
            ? 'Tokens of Entra ID and of the CMG live for 1 to 8 hours: by this clock they are expired when they arrive.'
            : 'By this clock revocation lists and certificates of the last days are not valid yet, and Windows refuses them.',
        symptom: DATE_SYMPTOM,
      })
    : finding.warn('skewed', {
        ...details,
        why: 'Beyond five minutes Entra ID and Kerberos begin to refuse; fresh revocation lists may not be valid yet by this clock.',
      });
}

/** How a server that was asked for the time failed, by the port's outcome. */
const FAILURE_WORDS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(CONNECTION_WORDS),
  ['name-not-resolved', 'its name could not be resolved'],
  ['proxy-refused', 'the proxy refuses'],
  ['alert', 'it ends the TLS handshake'],
  ['peer-changed', 'another server answers than before'],
  ['malformed-response', 'its answer is not HTTP'],
  ['too-many-redirects', 'it redirects'],
  ['no Date header', 'its answer has no date'],
]);

function undetermined(what: string, samples: readonly TimeSample[]): Finding {
  const failures = samples.map(
    ({ url, failure, offsetMs }) =>
      `${url}: ${failure === undefined ? `${renderDuration(offsetMs ?? 0)} off` : (FAILURE_WORDS.get(failure) ?? failure)}`,
  );
  return finding.skip('undetermined', {
    what: `Whether the clock is right could not be told`,
    why: `${what}${failures.length === 0 ? '' : ` (${failures.join('; ')})`}.`,
  });
}

function direction(offsetMs: number): string {
  return offsetMs > 0 ? 'ahead of' : 'behind';
}

interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

function leafOf(connection: { readonly certificates: readonly Uint8Array[] } | undefined): Validity | undefined {
  const [der] = connection?.certificates ?? [];
  const decoded = der === undefined ? undefined : decodeCertificate(der);
  return decoded?.ok === true ? decoded.value : undefined;
}

function isValidAt({ notBeforeMs, notAfterMs }: Validity, moment: number): boolean {
  return moment >= notBeforeMs && moment <= notAfterMs;
}
