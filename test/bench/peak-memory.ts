import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** How often the kernel's high-water mark is read; it only grows, so the last reading is the answer. */
const SAMPLE_MS = 2;

/**
 * Peak resident set of a process in KB, read from /proc.
 * @throws when the process ends with another code than 0, or on another system than Linux
 */
export async function peakKbOf(file: string, args: readonly string[]): Promise<number> {
  if (process.platform !== 'linux') throw new Error('the high-water mark is read from /proc: Linux only');
  const child = spawn(file, args, { stdio: 'ignore' });
  let peakKb = 0;
  const sample = async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peakKb = Math.max(peakKb, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0));
  };
  const timer = setInterval(sample, SAMPLE_MS);
  const code = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}`);
  return peakKb;
}
