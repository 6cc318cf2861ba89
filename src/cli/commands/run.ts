import { dirname, resolve } from 'node:path';
import { describeDevice } from '../../../checks/device-summary.ts';
import type { Check } from '../../core/check.ts';
import { notify, type Reporter, type RunEvent } from '../../core/events.ts';
import { countByStatus, type Report } from '../../core/report.ts';
import { type RunResult, runChecks } from '../../core/runner.ts';
import { isRetryable, verdictOf } from '../../core/verdict.ts';
import type { Host } from '../../host/ports.ts';
import { recordHost, renderTape } from '../../host/tape.ts';
import { renderJson } from '../../reporters/json.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { CommandLineIo } from '../io.ts';
import type { RawOptions } from '../option-table.ts';
import { reportersFor } from '../reporting.ts';
import { type RunSettings, resolveSettings } from '../settings.ts';
import { gatherOptions } from '../settings-layers.ts';
import { UsageError } from '../usage-error.ts';

/** Runs the checks, reports, and gives the exit code. @throws UsageError before anything is run */
export async function run(flags: RawOptions, checks: readonly Check[], io: CommandLineIo): Promise<number> {
  const layers = await gatherOptions(flags, io);
  const settings = resolveSettings(layers.options, checks);
  for (const file of [settings.output, settings.record]) await mustBeWritable(file, io);
  for (const warning of settings.warnings) io.stderr.write(`cmg-preflight: ${warning}\n`);

  const host = layers.replayed ?? (await io.createHost());
  const recording = settings.record === undefined ? undefined : recordHost(host);
  const reporters = await reportersFor(settings, io);
  const report = await judge(settings, checks, recording?.host ?? host, reporters, io);

  if (settings.output !== undefined) await write(settings.output, renderJson(report), io);
  if (settings.record !== undefined && recording !== undefined) {
    await write(
      settings.record,
      renderTape(recording.tape(), { version: io.version, settings: layers.replayable }),
      io,
    );
  }
  return report.exitCode;
}

async function judge(
  settings: RunSettings,
  checks: readonly Check[],
  host: Host,
  reporters: readonly Reporter[],
  io: CommandLineIo,
): Promise<Report> {
  const emit = (event: RunEvent): void => {
    for (const reporter of reporters) notify(reporter, event);
  };
  const result = await runChecks({
    checks,
    selected: settings.selected,
    ignore: settings.ignore,
    target: settings.target,
    host,
    deadlineMs: settings.deadlineMs,
    monotonicMs: io.monotonicMs,
    emit,
    signal: io.signal,
  });
  const report = reportOf(result, settings, checks, io.version);
  emit({ kind: 'run-finished', report });
  return report;
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

/** A folder that is not there is a wrong value, and better said before the run than after it. */
async function mustBeWritable(file: string | undefined, io: CommandLineIo): Promise<void> {
  if (file === undefined) return;
  const folder = dirname(resolve(file));
  if (!(await io.folderExists(folder))) throw new UsageError(`There is no folder ${folder} to write ${file} into.`);
}

/** The verdict stands whether or not a copy of the report could be kept; that it could not is said. */
async function write(file: string, text: string, io: CommandLineIo): Promise<void> {
  try {
    await io.writeFile(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(`cmg-preflight: ${file} could not be written: ${reason}\n`);
  }
}
