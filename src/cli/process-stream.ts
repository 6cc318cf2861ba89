import type { TextStream } from './io.ts';

/** One of this process's own streams. */
export function processStream(stream: NodeJS.WriteStream): TextStream {
  // A reader that has gone away (`| head`) is no fault of ours; the exit code still tells the verdict.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => void stream.write(text),
    terminal: stream.isTTY === true ? stream : undefined,
    columns: stream.columns,
  };
}
