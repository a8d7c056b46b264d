import type { IncomingMessage } from 'node:http';

/** The exact bytes of a body, or the status that says why there are none. */
export type ReadBody = { bytes: Buffer } | { status: 400 | 408 | 413 };

/**
 * The largest body comes in some 800 packets. One that comes in chunks of a byte would cost a second and 300 MB: each piece
 * is an object of its own.
 */
const mostPieces = 10_000;

/**
 * Reads a body within a limit of bytes and of time: who sends a byte a second holds a connection, and no more than that.
 * Where it fails nothing more is read, so the connection must end after the answer.
 * @param limits.time milliseconds from now.
 */
export function readBody(request: IncomingMessage, { size, time }: { size: number; time: number }): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > size) return Promise.resolve({ status: 413 });
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const end = (outcome: ReadBody): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', done).off('error', fail).off('close', fail).pause();
      resolve(outcome);
    };
    const take = (piece: Buffer): void => {
      length += piece.length;
      if (length > size || pieces.length === mostPieces) end({ status: 413 });
      else pieces.push(piece);
    };
    const done = (): void => end({ bytes: Buffer.concat(pieces, length) });
    const fail = (): void => end({ status: 400 });
    const timer = setTimeout(() => end({ status: 408 }), time);
    request.on('data', take).on('end', done).on('error', fail).on('close', fail);
  });
}
