import { createServer, type RequestListener, type Server } from 'node:http';

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

// A client that dawdles would otherwise hold its connection for ever.
const limits = { headersTimeout: 15_000, requestTimeout: 30_000, keepAliveTimeout: 30_000, maxHeaderSize: 16 * 1024 };
const patience = 10_000;

/** What an orchestrator is told meanwhile: alive, not ready. Everybody else waits. */
const starting: Record<string, number> = { '/healthz': 200, '/readyz': 503 };

/** The port could not be had: the message is for the owner. */
export class ListenError extends Error {}

/** Binds the port first, so that a second server stops before it touches the database. */
export async function listen(host: string, port: number): Promise<Listener> {
  const server = createServer(limits);
  const early: Parameters<RequestListener>[] = [];
  const wait: RequestListener = (request, response) => {
    const status = starting[request.url ?? ''];
    if (status === undefined) early.push([request, response]);
    else
      response
        .writeHead(status, { 'cache-control': 'no-store', 'content-type': 'application/json' })
        .end('{"status":"starting"}');
  };
  server.on('request', wait);
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
      server.off('request', wait);
      server.on('request', handler);
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
