import dns from 'node:dns';
import { createServer } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import net, { type AddressInfo } from 'node:net';

/** Names that lead where nobody may be led; whatever else is asked for does not exist. */
const astray: Record<string, string[]> = {
  'inside.example': ['10.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'loop.example': ['127.0.0.1'],
  // So this process calls itself.
  localhost: ['127.0.0.1'],
  'both.example': ['93.184.215.14', '127.0.0.1'],
  'six.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
};

/** What leaves this process while somebody watches, and a server of this machine that nobody may ask. */
export interface Exits {
  /** `127.0.0.1:40123`: of the server that nobody may ask. */
  trap: string;
  /** The addresses to which a connection was tried, but these. */
  to(allowed: readonly string[]): string[];
  close(): Promise<void>;
}

type Connect = (...values: unknown[]) => net.Socket;
type Looked = (error: Error | null, addresses?: unknown, family?: number) => void;

/** Watches the sockets of this process, the guard knows nothing of it; names are answered from a table. */
export async function watchExits(): Promise<Exits> {
  const tried: string[] = [];
  const trap = createServer((_request, response) => {
    tried.push('the trap');
    response.end();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  const sockets = net.Socket.prototype as unknown as { connect: Connect };
  const { connect } = sockets;
  const { lookup } = dns;
  sockets.connect = function (this: net.Socket, ...values) {
    // A name is no way out yet: it is judged by where it leads.
    this.on('connectionAttempt', (address: string, port: number) => void tried.push(`${address}:${port}`));
    return connect.apply(this, values);
  };
  const answer = (name: string, given: unknown, done?: Looked): void => {
    const callback = (done ?? given) as Looked;
    const all = done !== undefined && (given as { all?: boolean } | null)?.all === true;
    const found = net.isIP(name) === 0 ? astray[name] : [name];
    const addresses = found?.map((address) => ({ address, family: net.isIP(address) }));
    setImmediate(() => {
      const [one] = addresses ?? [];
      if (!addresses || !one) callback(Object.assign(new Error(`No ${name}`), { code: 'ENOTFOUND' }));
      else if (all) callback(null, addresses);
      else callback(null, one.address, one.family);
    });
  };
  Object.assign(dns, { lookup: answer });
  syncBuiltinESMExports();
  return {
    trap: `127.0.0.1:${(trap.address() as AddressInfo).port}`,
    to: (allowed) => [...new Set(tried)].filter((one) => !allowed.includes(one)),
    async close() {
      sockets.connect = connect;
      Object.assign(dns, { lookup });
      syncBuiltinESMExports();
      trap.closeAllConnections();
      await new Promise((resolve) => trap.close(resolve));
    },
  };
}
