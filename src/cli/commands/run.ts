import { describeDevice } from '../../../checks/device-summary.ts';
import type { Check } from '../../core/check.ts';
import { notify, type Reporter, type RunEvent } from '../../core/events.ts';
import { countByStatus, type Report } from '../../core/report.ts';
import type { RunResult } from '../../core/runner.ts';
import { isRetryable, verdictOf } from '../../core/verdict.ts';
import { runUntilSettled } from '../../core/waiting.ts';
import type { Host } from '../../host/ports.ts';
import { type Recording, recordHost, renderTape } from '../../host/tape.ts';
import { type ExitScheme, exitCodeOf, schemeIn } from '../exit-code.ts';
import { forgetEarlierRun } from '../intune.ts';
import type { CommandLineIo } from '../io.ts';
import type { RawOptions } from '../option-table.ts';
import { openOutputs, type RunOutputs } from '../outputs.ts';
import { remarkTo, reportersFor } from '../reporting.ts';
import { filesMustBeWritable } from '../run-files.ts';
import { type RunSettings, resolveSettings, settingsMustBeUnderstood } from '../settings.ts';
import { gatherOptions, type OptionLayers } from '../settings-layers.ts';

/**
 * Runs the checks, reports, and gives the exit code.
 *
 * @param settle is told the scheme of exit codes before anything else can go wrong
 * @throws UsageError before anything is run
 * @throws Fault likewise
 */
export async function run(
  flags: RawOptions,
  checks: readonly Check[],
  io: CommandLineIo,
  settle: (scheme: ExitScheme) => void,
): Promise<number> {
  const layers = await gatherOptions(flags, io);
  settle(schemeIn(layers.options));
  await forgetEarlierRun(layers, io);
  const prepared = await prepareRun(layers, checks, io);
  const { report } = await judgeDevice(prepared, checks, io);
  return report.exitCode;
}

/** Everything that is known before a question is asked. */
export interface PreparedRun {
  readonly settings: RunSettings;
  readonly layers: OptionLayers;
}

/** @throws UsageError */
export async function prepareRun(
  layers: OptionLayers,
  checks: readonly Check[],
  io: CommandLineIo,
): Promise<PreparedRun> {
  if (layers.file !== undefined) settingsMustBeUnderstood(layers.file, checks);
  const settings = resolveSettings(layers.options, checks);
  await filesMustBeWritable(settings, layers.inputs, io);
  const remark = remarkTo(io, settings.quiet);
  for (const warning of settings.warnings) remark(warning);
  if (layers.replayed === undefined || settings.waitMs === 0) return { settings, layers };
  remark('--wait is not used: recorded facts do not change.');
  return { settings: { ...settings, waitMs: 0 }, layers };
}

/** A run whose report is written, and where more can be said about it. */
export interface JudgedDevice {
  readonly report: Report;
  readonly outputs: RunOutputs;
}

/** Runs the checks and writes every report. */
export async function judgeDevice(
  { settings, layers }: PreparedRun,
  checks: readonly Check[],
  io: CommandLineIo,
): Promise<JudgedDevice> {
  const outputs = await openOutputs(settings, io);
  const reporters = await reportersFor(settings, io);
  const recordings = new Map<Host, Recording>();
  const newHost = async (): Promise<Host> => {
    const host = layers.replayed ?? (await io.createHost());
    if (settings.record === undefined) return host;
    const recording = recordHost(host);
    recordings.set(recording.host, recording);
    return recording.host;
  };
  const { report, host } = await judge(settings, checks, newHost, reporters, outputs, io).catch(
    async (error: unknown) => {
      outputs.log.note(3, 'A fault of the program itself ended the run; standard error tells which.');
      await outputs.log.flush();
      throw error;
    },
  );
  const recording = recordings.get(host);
  const tape = recording && renderTape(recording.tape(), { version: io.version, settings: layers.replayable });
  await outputs.write(report, tape);
  return { report, outputs };
}

async function judge(
  settings: RunSettings,
  checks: readonly Check[],
  newHost: () => Promise<Host>,
  reporters: readonly Reporter[],
  outputs: RunOutputs,
  io: CommandLineIo,
): Promise<{ readonly report: Report; readonly host: Host }> {
  const emit = (event: RunEvent): void => {
    for (const reporter of [...reporters, outputs.log.reporter]) notify(reporter, event);
  };
  const result = await runUntilSettled({
    checks,
    selected: settings.selected,
    ignore: settings.ignore,
    target: settings.target,
    newHost,
    deadlineMs: settings.deadlineMs,
    waitMs: settings.waitMs,
    // A recording is of one moment: facts of two would not judge the same again.
    completely: settings.record !== undefined,
    sleep: io.sleep,
    monotonicMs: io.monotonicMs,
    emit,
    signal: io.signal,
  });
  const original = reportOf(result, settings, checks, io.version);
  const report = outputs.disguise(original);
  // The log rewords what it has heard when it writes, and must not do so twice.
  notify(outputs.log.reporter, { kind: 'run-finished', report: original });
  for (const reporter of reporters) notify(reporter, { kind: 'run-finished', report });
  return { report, host: result.host };
}

function reportOf(result: RunResult, settings: RunSettings, checks: readonly Check[], version: string): Report {
  const ended = {
    verdict: verdictOf(result.checks),
    retryable: isRetryable(result.checks),
    checks: result.checks,
  };
  const device = describeDevice(result);
  const { cmg, tenantId, noCrlCheck } = settings.target;
  const codeOf = (id: string): number => checks.find((check) => check.id === id)?.exitCode ?? 0;
  return {
    schemaVersion: 1,
    tool: { name: 'cmg-preflight', version },
    startedAt: result.startedAt.toISOString(),
    durationMs: result.durationMs,
    device,
    target: {
      cmg: cmg === undefined ? null : cmg.port === 443 ? cmg.host : `${cmg.host}:${cmg.port}`,
      tenantId: tenantId ?? device.tenantId,
      noCrlCheck,
    },
    verdict: ended.verdict,
    retryable: ended.retryable,
    exitCode: exitCodeOf(ended, settings.exitCodes, codeOf),
    counts: countByStatus(result.checks),
    checks: result.checks,
  };
}
