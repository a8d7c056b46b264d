import { createServer, type RequestListener, type Server } from 'node:http';
import { securityHeaders } from './headers.ts';
import { refuse, refuseSocket, targetOf } from './refuse.ts';

/** A port that is ours, before there is anything to answer with. */
export interface Listener {
  server: Server;
  /** `http://127.0.0.1:3000`: where it can be reached on this machine. */
  url: string;
  /** Whoever asked meanwhile is answered now. */
  attach(handler: RequestListener): void;
  /** Takes no more requests, lets those under way finish, and cuts what is left after ten seconds. */
  close(): Promise<void>;
}

/** In milliseconds. A client that dawdles would otherwise hold its connection for ever. */
export interface Limits {
  headers: number;
  request: number;
  /** Between two requests on one connection. */
  keepAlive: number;
  /** Without a byte either way: for those who ask and do not read. */
  silence: number;
  /** How often Node looks for those who are too slow: it is that much later that they are cut off. */
  look: number;
}

const usual: Limits = { headers: 15_000, request: 30_000, keepAlive: 30_000, silence: 60_000, look: 3_000 };
const largestHeader = 16 * 1024;
const patience = 10_000;

/** What an orchestrator is told meanwhile: alive, not ready. Everybody else waits. */
const starting: Record<string, number> = { '/healthz': 200, '/readyz': 503 };

/** The port could not be had: the message is for the owner. */
export class ListenError extends Error {}

/**
 * Binds the port first, so that a second server stops before it touches the database.
 * @param options.headers what answers carry that are given here: to those who send what is no request.
 */
export async function listen(
  host: string,
  port: number,
  { headers = securityHeaders(''), limits = usual }: { headers?: Record<string, string>; limits?: Limits } = {},
): Promise<Listener> {
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: limits.look,
    maxHeaderSize: largestHeader,
    // Looked for below, so that whoever sends none is answered as all others are.
    requireHostHeader: false,
  });
  server.setTimeout(limits.silence);
  const early: Parameters<RequestListener>[] = [];
  let answer: RequestListener = (request, response) => {
    const status = starting[request.url ?? ''];
    if (status === undefined) early.push([request, response]);
    else
      response
        .writeHead(status, { ...headers, 'cache-control': 'no-store', 'content-type': 'application/json' })
        .end('{"status":"starting"}');
  };
  server.on('request', (request, response) => {
    const target = targetOf(request);
    if (target === null || (request.headers.host === undefined && request.httpVersion === '1.1')) {
      refuse(response, 400, headers);
      return;
    }
    request.url = target;
    answer(request, response);
  });
  server.on('checkExpectation', (_request, response) => refuse(response, 417, headers));
  server.on('clientError', (error, socket) => refuseSocket(error, socket, headers));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ListenError(reason(error, host, port))));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    server,
    url: `http://${reachable(host)}:${bound}`,
    attach(handler) {
      answer = handler;
      for (const [request, response] of early.splice(0)) handler(request, response);
    },
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), patience);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

const reasons: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (_, port) =>
    `Port ${port} is in use by another program. Stop that program, or set POSTERN_PORT to another port.`,
  EACCES: (_, port) => `Port ${port} may not be used by this user. Set POSTERN_PORT to a port from 1024 up.`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine. Set POSTERN_HOST to one that is, or leave it out.`,
  ENOTFOUND: (host) => `${host} is no address of this machine. Set POSTERN_HOST to one that is, or leave it out.`,
};

function reason(error: NodeJS.ErrnoException, host: string, port: number): string {
  return reasons[error.code ?? '']?.(host, port) ?? `Cannot listen on ${host}:${port}: ${error.message}.`;
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
