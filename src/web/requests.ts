import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Limits } from './limits.ts';

/** Requests that wait for their answers. */
export interface Requests {
  /** Notes one; false: too many wait on its connection already. */
  begin(request: IncomingMessage, response: ServerResponse): boolean;
  /** From now on each connection ends with the answer that is under way: a proxy would keep it for minutes. */
  end(): void;
}

/**
 * Knows which requests of a server wait, and cuts off whoever takes an answer so slowly that it is meant. Node's own
 * time-out ends those who take nothing at all, and a byte a minute is something.
 */
export function watchRequests(
  server: Server,
  { pipelined, crawl, leastMoved }: Pick<Limits, 'pipelined' | 'crawl' | 'leastMoved'>,
): Requests {
  const perConnection = new WeakMap<IncomingMessage['socket'], number>();
  // How much had gone out when each was last looked at; null where nothing was waiting to go.
  const answers = new Map<ServerResponse, number | null>();

  let isEnding = false;

  const timer = setInterval(() => {
    for (const [{ socket }, before] of answers) {
      const gone = sent(socket);
      if (socket && gone !== null && before !== null && gone - before < leastMoved) socket.destroy();
    }
    for (const response of answers.keys()) answers.set(response, sent(response.socket));
  }, crawl).unref();
  server.once('close', () => clearInterval(timer));

  return {
    begin({ socket }, response) {
      const waiting = (perConnection.get(socket) ?? 0) + 1;
      if (waiting > pipelined) return false;
      perConnection.set(socket, waiting);
      answers.set(response, null);
      if (isEnding) response.shouldKeepAlive = false;
      response.once('close', () => {
        answers.delete(response);
        // One whose header said otherwise already.
        if (isEnding) setImmediate(() => server.closeIdleConnections());
        perConnection.set(socket, (perConnection.get(socket) ?? 1) - 1);
      });
      return true;
    },
    end() {
      isEnding = true;
      for (const response of answers.keys()) response.shouldKeepAlive = false;
    },
  };
}

/** How many bytes were taken from us, or null where none are waiting to be. */
function sent(socket: ServerResponse['socket']): number | null {
  return socket && socket.writableLength > 0 ? socket.bytesWritten - socket.writableLength : null;
}
