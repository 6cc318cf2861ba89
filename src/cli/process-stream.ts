import type { TextStream } from './io.ts';

/**
 * One of this process's own streams. Nothing that becomes of what is written ends the run: the exit code still tells the
 * verdict, and files and marker are yet to be written.
 *
 * @param complain takes what went wrong, once; a reader that has gone away (`| head`) is nothing to complain about
 */
export function processStream(stream: NodeJS.WriteStream, complain: (why: string) => void = () => {}): TextStream {
  let isBroken = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!isBroken && !hasReaderLeft(error)) complain(error.message);
    isBroken = true;
  });
  return {
    write: (text) => {
      if (!isBroken) stream.write(text);
    },
    terminal: stream.isTTY === true ? stream : undefined,
    columns: stream.columns,
  };
}

/** On Windows libuv calls a pipe that was closed EOF (ERROR_BROKEN_PIPE) or EPIPE (ERROR_NO_DATA). */
function hasReaderLeft({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EOF' || code === 'ERR_STREAM_DESTROYED';
}
