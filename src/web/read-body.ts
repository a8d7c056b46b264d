import type { IncomingMessage } from 'node:http';
import type { BodyLimits } from './limits.ts';
import type { Share } from './room.ts';

/** The exact bytes of a body, or the status that says why there are none. 503: others take all the room now. */
export type ReadBody = { bytes: Buffer } | { status: 400 | 408 | 413 | 503 };

/** The largest body comes in some 800 packets. One that comes in chunks of a byte would cost a second. */
const mostPieces = 10_000;
/** Each piece is an object of its own, of 300 bytes: so many are put together. */
const together = 64;

/**
 * Reads a body within a limit of bytes and of time: who sends a byte a second holds a connection, and no more than that.
 * Where it fails nothing more is read, so the connection must end after the answer.
 * @param limits.time milliseconds from now.
 * @param room is asked before a piece is kept; whoever handed it over gives it back.
 */
export function readBody(
  request: IncomingMessage,
  { size, time }: BodyLimits,
  room: Pick<Share, 'take'> = { take: () => true },
): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > size) return Promise.resolve({ status: 413 });
  return new Promise((resolve) => {
    let pieces: Buffer[] = [];
    let [length, count] = [0, 0];
    const end = (outcome: ReadBody): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', done).off('error', fail).off('close', fail).pause();
      resolve(outcome);
    };
    const take = (piece: Buffer): void => {
      length += piece.length;
      count += 1;
      if (length > size || count > mostPieces) end({ status: 413 });
      else if (!room.take(piece.length)) end({ status: 503 });
      else pieces = [...(pieces.length < together ? pieces : [Buffer.concat(pieces)]), piece];
    };
    const done = (): void => end({ bytes: Buffer.concat(pieces, length) });
    const fail = (): void => end({ status: 400 });
    const timer = setTimeout(() => end({ status: 408 }), time);
    request.on('data', take).on('end', done).on('error', fail).on('close', fail);
  });
}
