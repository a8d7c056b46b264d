import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { mayConnect, type Reach } from './judge.ts';
import { measure } from './measure.ts';

type Connector = buildConnector.connector;

const connecting = new WeakSet<Error>();

/** Whether an error kept a connection from coming about: the request that it was for has not begun to leave. */
export function wasConnecting(error: Error): boolean {
  return connecting.has(error);
}

/** The part of `dns.lookup` that connecting needs: all addresses of a name. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A connection that must not be made: where to, in words for the log. */
export class Refused extends Error {}

/** The same where a name leads there: it may lead elsewhere tomorrow, or after a resolver's bad hour. */
export class LedAstray extends Refused {}

/** Bytes: a body of a mebibyte, its header, and what stands around the chunks of honest servers. */
const mostOfAnAnswer = 2 * 1024 * 1024;

/** Addresses of one kind that a name may lead to: somebody could name a thousand machines of others, to be knocked at by us. */
const mostAddresses = 4;

/**
 * A connector that judges every address: those that a name resolves to, one written in the URL (for which no name is
 * looked up), and the one the socket says it is connected to, before a byte is sent.
 */
export function fencedConnector({
  reach,
  resolve = lookup,
  timeout,
  connect,
}: {
  /** How far a connection to this origin may reach; null: not at all. */
  reach(protocol: string, hostname: string, port: string): Reach | null;
  resolve?: Resolve;
  /** Milliseconds for name, socket and TLS together. */
  timeout: number;
  /** For tests: what really connects. */
  connect?: Connector;
}): Connector {
  const connectors = {
    public: connect ?? connectorFor('public', resolve, timeout),
    loopback: connect ?? connectorFor('loopback', resolve, timeout),
    named: connect ?? connectorFor('named', resolve, timeout),
  };

  return (options, answer) => {
    const callback: typeof answer = (...[error, socket]) => {
      if (!error) return answer(error, socket);
      connecting.add(error);
      answer(error, null);
    };
    const hostname = options.hostname.replace(/^\[|\]$/g, '');
    const allowed = reach(options.protocol, hostname, options.port);
    if (!allowed) return callback(new Refused(`${options.hostname} may not be reached by ${options.protocol}`), null);
    if (isIP(hostname) !== 0 && !mayConnect(hostname, allowed)) {
      return callback(new Refused(`${hostname} is not a public address`), null);
    }
    connectors[allowed](options, (...[error, socket]) => {
      if (error) return callback(error, null);
      const address = socket.remoteAddress ?? '';
      if (mayConnect(address, allowed)) {
        measure(socket, mostOfAnAnswer);
        return callback(null, socket);
      }
      socket.destroy();
      callback(new LedAstray(`${hostname} led to ${address}, which is not a public address`), null);
    });
  };
}

function connectorFor(reach: Reach, resolve: Resolve, timeout: number): Connector {
  // HTTP/1.1 only: every server speaks it, and one fenced socket carries one request at a time.
  return buildConnector({ timeout, allowH2: false, lookup: judgedLookup(reach, resolve) });
}

type Done = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Node's `lookup` for sockets. A name that resolves to even one refused address is refused: which one would be taken is chance. */
function judgedLookup(reach: Reach, resolve: Resolve) {
  return (hostname: string, options: LookupOptions, done: Done): void => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const refused = addresses.find(({ address }) => !mayConnect(address, reach));
      const [first] = addresses;
      if (refused || !first) {
        const where = refused ? `resolves to ${refused.address}, which is not a public address` : 'has no address';
        return done(new LedAstray(`${hostname} ${where}`), []);
      }
      if (options.all) return done(null, fewOf(addresses));
      done(null, first.address, first.family);
    });
  };
}

/** The first of each kind, in their order: one kind alone may be what this machine cannot reach. */
function fewOf(addresses: LookupAddress[]): LookupAddress[] {
  const kinds = [4, 6].map((kind) => addresses.filter(({ family }) => family === kind).slice(0, mostAddresses));
  return addresses.filter((address) => kinds.flat().includes(address));
}
