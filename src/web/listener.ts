import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { IsProxy } from '../federation/gate/proxies.ts';
import { limitConnections, type Tell } from './connections.ts';
import { securityHeaders } from './headers.ts';
import { type Limits, limits as usual } from './limits.ts';
import { refuse, refuseSocket, targetOf } from './refuse.ts';
import { watchRequests } from './requests.ts';

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

export interface ListenOptions {
  /** What answers carry that are given here: to those who send what is no request. */
  headers?: Record<string, string>;
  /** Who may open any number of connections. */
  isProxy?: IsProxy;
  /** Told when connections are turned away. */
  tell?: Tell;
  limits?: Limits;
}

/** Milliseconds. */
const patience = 10_000;

/** What an orchestrator is told meanwhile: alive, not ready. Everybody else waits. */
const starting: Record<string, number> = { '/healthz': 200, '/readyz': 503 };

/** The port could not be had: the message is for the owner. */
export class ListenError extends Error {}

/**
 * Binds the port first, so that a second server stops before it touches the database.
 */
export async function listen(
  host: string,
  port: number,
  { headers = securityHeaders(''), isProxy = () => true, tell = () => {}, limits = usual }: ListenOptions = {},
): Promise<Listener> {
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: limits.look,
    maxHeaderSize: limits.headerSize,
    // Looked for below, so that whoever sends none is answered as all others are.
    requireHostHeader: false,
  });
  server.setTimeout(limits.silence);
  limitConnections(server, limits, { isProxy, tell });
  const silent = watchSilent(server);
  const requests = watchRequests(server, limits);
  const early: Parameters<RequestListener>[] = [];
  let answer: RequestListener = (request, response) => {
    const status = starting[request.url ?? ''];
    if (status === undefined && early.length < limits.early) early.push([request, response]);
    else if (status === undefined) refuse(response, 503, headers);
    else
      response
        .writeHead(status, { ...headers, 'cache-control': 'no-store', 'content-type': 'application/json' })
        .end('{"status":"starting"}');
  };
  server.on('request', (request, response) => {
    const target = targetOf(request);
    const wrong = wrongIn(request, limits) ?? (requests.begin(request, response) ? null : 503);
    if (target === null || wrong !== null) {
      refuse(response, wrong ?? 400, headers);
      return;
    }
    request.url = target;
    answer(request, response);
  });
  server.on('checkExpectation', (_request, response) => refuse(response, 417, headers));
  server.on('clientError', (error, socket) => refuseSocket(error, socket, headers));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ListenError(reason(error, host, port), { cause: error })),
    );
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
        requests.end();
        server.closeIdleConnections();
        for (const socket of silent) if (socket.bytesRead === 0) socket.destroy();
      }),
  };
}

/**
 * The connections on which no request has come yet. Browsers open some before they need them, and Node.js counts none of
 * them as idle: each would hold up the end.
 */
function watchSilent(server: Server): ReadonlySet<IncomingMessage['socket']> {
  const silent = new Set<IncomingMessage['socket']>();
  server.on('connection', (socket: IncomingMessage['socket']) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => silent.delete(socket));
  return silent;
}

/** The status of a request that is refused for its form alone, whatever it asks; null: it may be answered. */
function wrongIn(
  { httpVersion, headers, rawHeaders, url = '' }: IncomingMessage,
  { headerLines, target }: Pick<Limits, 'headerLines' | 'target'>,
): number | null {
  if (url.length > target) return 414;
  // Names and values in turn.
  if (rawHeaders.length > headerLines * 2) return 431;
  // A line without a version is of HTTP/0.9, whose answers have no header.
  return httpVersion === '0.9' || (headers.host === undefined && httpVersion === '1.1') ? 400 : null;
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
