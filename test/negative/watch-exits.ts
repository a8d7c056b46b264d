// Loaded into a server before anything of its own (`--import`): writes down every connection that it opens and every name
// that it asks for, one a line, in the file that WATCHED_EXITS names. It knows nothing of the server's own guard.
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const file = process.env.WATCHED_EXITS ?? '';
const note = (what: string): void => appendFileSync(file, `${what}\n`);

type Connect = (...values: unknown[]) => net.Socket;
const sockets = net.Socket.prototype as unknown as { connect: Connect };
const { connect } = sockets;
sockets.connect = function (this: net.Socket, ...values) {
  const [first] = Array.isArray(values[0]) ? values[0] : values;
  const { host = 'localhost', port, path } = typeof first === 'object' ? first : { port: first, host: values[1] };
  note(path ?? `${host}:${port}`);
  return connect.apply(this, values);
};

for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6'] as const) {
  const ask = dns[name] as (...values: unknown[]) => unknown;
  Object.assign(dns, {
    [name](...values: unknown[]) {
      note(`name ${values[0]}`);
      return ask.apply(dns, values);
    },
  });
}
syncBuiltinESMExports();
