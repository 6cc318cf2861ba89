import { randomUUID } from 'node:crypto';
import { open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from './network/system-error.ts';

/** Read at once: a recording has up to hundreds of megabytes. */
const chunkBytes = 1024 * 1024;

/**
 * The files that flags name, and those of `--intune`.
 *
 * @returns undefined when there is none of this name
 * @throws the system's error, or one that says that it is larger; its size is not believed, for a pipe or a device has
 * none, and others may still be writing
 */
export async function readAtMost(path: string, maxBytes: number): Promise<Buffer | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const tooLarge = () => new Error(`it is larger than ${maxBytes} bytes`);
    const facts = await file.stat();
    if (facts.isDirectory()) throw new Error('it is a folder');
    if (facts.size > maxBytes) throw tooLarge();
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: chunkBytes })) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

/**
 * Puts a file into its place in one step: written beside it under a name that nobody can know, then renamed over it. A
 * link planted under the name is replaced and not followed, and no reader sees half of it. A device such as /dev/null is
 * no place where a file may take over.
 *
 * The draft lies in the very folder and not in one of its own: a folder such as Intune's for logs may be open to users.
 * Who can put a junction in the place of a folder in it decides what is moved or removed below that name, and that would
 * be a file that only SYSTEM may touch.
 *
 * @throws the system's error, or one that says what stands there
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = resolve(path);
  const taken = await stat(target).catch(() => undefined);
  // /dev/stdout leads to a file when standard output is one, and would be replaced all the same.
  if (taken !== undefined && (!taken.isFile() || dirname(target) === '/dev')) {
    throw new Error(taken.isDirectory() ? 'it is a folder' : 'it is a device or a pipe, not a file');
  }
  const draft = join(dirname(target), `.cmg-preflight-${randomUUID()}`);
  const file = await open(draft, 'wx');
  try {
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } catch (error) {
    // Only what was wrong first is told.
    await unlink(draft).catch(() => {});
    throw error;
  }
}
