/**
 * `npm run bench`: what the product promises about speed and size, one file per measurement. Ends with 1 when a limit is
 * crossed. Arguments name the measurements to take; default all.
 */
import { measureLargeCrlMemory, measureLargeCrlTime } from './large-crl.ts';
import type { Measurement } from './measurement.ts';
import { measureMemory } from './memory.ts';
import { measureNameResolution } from './name-resolution.ts';
import { measureRoundTrips } from './round-trips.ts';
import { measureStartTime } from './start-time.ts';

const measurements: Readonly<Record<string, () => Measurement | Promise<Measurement>>> = {
  'start-time': measureStartTime,
  'round-trips': measureRoundTrips,
  'name-resolution': measureNameResolution,
  memory: measureMemory,
  'large-crl-time': measureLargeCrlTime,
  'large-crl-memory': measureLargeCrlMemory,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in measurements));
if (unknown !== undefined) {
  process.stderr.write(`There is no measurement "${unknown}", only ${Object.keys(measurements).join(', ')}.\n`);
  process.exitCode = 64;
} else {
  for (const [name, measure] of Object.entries(measurements)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const { title, value, limit, unit, detail } = await measure();
    const holds = value <= limit;
    const number = `${value.toFixed(2)} ${unit} of at most ${limit} ${unit}`;
    process.stdout.write(
      `${holds ? '[ OK ]' : '[FAIL]'} ${name.padEnd(16)} ${number.padEnd(24)} ${title} (${detail})\n`,
    );
    if (!holds) process.exitCode = 1;
  }
}
