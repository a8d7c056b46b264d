import type { Socket } from 'node:net';

/** An answer that does not end, whatever it is made of. */
export class TooMuch extends Error {}

/**
 * Closes a socket on which more comes in answer to one request than an answer may be. Whoever reads HTTP counts the body
 * and the header lines, and not what stands around them: answers before the answer (1xx), blank lines, what is said of
 * chunks. Of those a server could send as much as the line carries, until the time is over.
 * @param most bytes as the socket counts them, since something was last written.
 */
export function measure(socket: Socket, most: number): void {
  let written = socket.bytesWritten;
  let before = socket.bytesRead;
  let last = before;
  // Before whoever reads: a listener that comes first is called first.
  socket.on('readable', () => {
    if (socket.bytesWritten !== written) {
      written = socket.bytesWritten;
      before = last;
    }
    last = socket.bytesRead;
    if (last - before > most) socket.destroy(new TooMuch('The answer does not end.'));
  });
}
