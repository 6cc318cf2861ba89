import type { CertificateQuestion } from '../../../checks/server-certificate/evidence.ts';
import { gatherCertificate } from '../../../checks/server-certificate/gather.ts';
import { type CertificateJudgement, judgeServerCertificate } from '../../../checks/server-certificate/judgement.ts';
import type { ProbeContext } from '../../core/check.ts';
import { isRetryable, verdictOf } from '../../core/verdict.ts';
import {
  type CertificateReport,
  type ReportedCertificate,
  renderCertificateJson,
  renderCertificateText,
} from '../../reporters/certificate.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { CommandLineIo } from '../io.ts';
import type { RawOptions } from '../option-table.ts';
import { remarkTo, styleOf } from '../reporting.ts';
import { readCertificates, readLists, readServerCertificate } from './certificate/files.ts';
import { type CertificateSettings, certificateSettings } from './certificate/settings.ts';

/** Three rounds for issuers and two for lists, at fifteen seconds each, with room. */
const LIMIT_MS = 120_000;

/**
 * Judges a server certificate before a CMG gets it.
 * @returns an exit code of the plain scheme @throws UsageError before anything is fetched
 */
export async function certificate(file: string | undefined, flags: RawOptions, io: CommandLineIo): Promise<number> {
  const settings = certificateSettings(file, flags);
  const remark = remarkTo(io, settings.quiet);
  for (const warning of settings.warnings) remark(warning);
  const host = await io.createHost();
  const question = await questionOf(settings, host.clock.now(), io);
  const context: ProbeContext = {
    host,
    target: { noCrlCheck: settings.noCrlCheck, proxy: { kind: 'machine' }, publicResolvers: [] },
    observedAt: new Date(question.atMs),
    signal: AbortSignal.any([io.signal, AbortSignal.timeout(LIMIT_MS)]),
    evidenceOf: () => undefined,
    debug: (message) => {
      if (settings.verbose) io.stderr.write(`cmg-preflight: ${message}\n`);
    },
  };
  sayProgress(settings, io);
  const report = reportOf(judgeServerCertificate(await gatherCertificate(context, question)));
  const exitCode = codeOf(report);
  io.stdout.write(render(report, exitCode, question, settings, io));
  return exitCode;
}

async function questionOf(settings: CertificateSettings, now: Date, io: CommandLineIo): Promise<CertificateQuestion> {
  const { roots, intermediates, lists } = settings;
  return {
    file: await readServerCertificate(settings.file, settings.password, io),
    host: settings.host,
    roots: roots === undefined ? undefined : await readCertificates('--roots', roots, io),
    intermediates: intermediates === undefined ? [] : await readCertificates('--intermediates', intermediates, io),
    lists: lists.length === 0 ? undefined : await readLists(lists, io),
    offline: settings.offline,
    noCrlCheck: settings.noCrlCheck,
    atMs: settings.atMs ?? now.getTime(),
  };
}

function sayProgress({ offline, quiet, verbose }: CertificateSettings, { stderr, environment }: CommandLineIo): void {
  if (offline || quiet || verbose || stderr.terminal === undefined || environment.CI) return;
  stderr.write('Fetching what the certificates name ...\n');
}

function reportOf({ findings, chain }: CertificateJudgement): CertificateReport {
  return {
    schemaVersion: 1,
    verdict: verdictOf([{ findings }]),
    findings,
    chain: chain.map(
      ({
        certificate: { subject, issuer, serialText, thumbprint, notBeforeMs, notAfterMs },
        revocation,
      }): ReportedCertificate => ({
        subject: subject.text,
        issuer: issuer.text,
        serial: serialText,
        thumbprint,
        notBefore: new Date(notBeforeMs).toISOString(),
        notAfter: new Date(notAfterMs).toISOString(),
        revocation,
      }),
    ),
  };
}

function codeOf({ verdict, findings }: CertificateReport): number {
  return exitCodeOf({ verdict, retryable: isRetryable([{ findings }]), checks: [] }, 'plain', () => 0);
}

function render(
  report: CertificateReport,
  exitCode: number,
  { host, atMs, file }: CertificateQuestion,
  settings: CertificateSettings,
  io: CommandLineIo,
): string {
  if (settings.json) return renderCertificateJson(report);
  const { quiet, verbose } = settings;
  const context = { file: file.name, host, at: new Date(atMs), exitCode };
  return renderCertificateText(report, context, { ...styleOf(io.stdout, settings, io), quiet, verbose });
}
