import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

type Headers = Record<string, string>;

/** What the parser of Node found, by its code; anything else is no HTTP (RFC 9110 §15.5). */
const statuses: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Node's own rule: nothing is said into the middle of an answer. */
type Socket = Duplex & { _httpMessage?: ServerResponse | null };

/** Answers what never became a request, where anything can still be answered, and ends the connection. */
export function refuseSocket(error: NodeJS.ErrnoException, socket: Socket, headers: Headers): void {
  if (!socket.writable || error.code === 'ECONNRESET' || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  const status = statuses[error.code ?? ''] ?? 400;
  const sentence = sentenceOf(status);
  const lines = Object.entries(headersOf(sentence, headers)).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', sentence].join('\r\n'), () =>
    socket.destroy(),
  );
}

/** Refuses a request that says something impossible, or for which there is no room, and ends its connection: what follows on it may be anything. */
export function refuse(response: ServerResponse, status: number, headers: Headers): void {
  const sentence = sentenceOf(status);
  const again = status === 503 ? { 'retry-after': '30' } : {};
  response.writeHead(status, { ...headersOf(sentence, headers), ...again }).end(sentence);
}

/**
 * The target of a request as the path that it means (RFC 9112 §3.2). A proxy's form names scheme and host as well, which
 * say nothing here. Null: it names nothing that could be answered.
 */
export function targetOf({ url = '' }: Pick<IncomingMessage, 'url'>): string | null {
  if (url.startsWith('/')) return url;
  const [, rest] = /^https?:\/\/[^/?#]*(.*)$/is.exec(url) ?? [];
  if (rest === undefined) return null;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function sentenceOf(status: number): string {
  return `${STATUS_CODES[status]}.\n`;
}

function headersOf(sentence: string, headers: Headers): Headers {
  return {
    ...headers,
    'cache-control': 'no-store',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(sentence.length),
    connection: 'close',
  };
}
