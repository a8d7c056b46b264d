import { createVerify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived at a peer. */
export interface Received {
  method: string;
  /** Path with its query. */
  url: string;
  headers: Record<string, string | string[] | undefined>;
}

/** What a peer answers at one path: a JSON document, or whatever a function writes. */
export type Reply =
  | { status?: number; type?: string; json?: unknown; text?: string; headers?: Record<string, string> }
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** Another server, made of node:http and node:crypto alone, so that it shares no mistake with ours. */
export interface Peer {
  /** `127.0.0.1:40123`. */
  host: string;
  origin: string;
  received: Received[];
  /** Sets what is answered at a path; with `null`, 404 again. The query is not looked at. */
  at(path: string, reply: Reply | null): void;
  close(): Promise<void>;
}

export async function startPeer(): Promise<Peer> {
  const replies = new Map<string, Reply>();
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    received.push({ method: request.method ?? '', url, headers: request.headers });
    const reply = replies.get(url.split('?')[0] ?? '') ?? { status: 404, text: 'not here' };
    if (typeof reply === 'function') return reply(request, response);
    const { status = 200, type = 'application/activity+json', json, text = JSON.stringify(json), headers } = reply;
    response.writeHead(status, { 'content-type': type, ...headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `http://${host}`,
    received,
    at(path, reply) {
      if (reply) replies.set(path, reply);
      else replies.delete(path);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Whether a request carries a valid signature over at least `(request-target) host date`
 * (draft-cavage-http-signatures-12), and by which key.
 */
export function verifySignature({ method, url, headers }: Received, publicPem: string): { keyId: string } | null {
  const fields: Record<string, string | undefined> = Object.fromEntries(
    [...String(headers.signature ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const covered = (fields.headers ?? '').split(' ');
  if (!['(request-target)', 'host', 'date'].every((name) => covered.includes(name))) return null;
  const lines = covered.map((name) =>
    name === '(request-target)' ? `${name}: ${method.toLowerCase()} ${url}` : `${name}: ${headers[name]}`,
  );
  const verifier = createVerify('rsa-sha256').update(lines.join('\n'));
  return verifier.verify(publicPem, fields.signature ?? '', 'base64') ? { keyId: fields.keyId ?? '' } : null;
}
