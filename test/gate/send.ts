import { connect } from 'node:net';

/** A request as it goes over the wire: nothing is added, checked or tidied. */
export interface Sent {
  method: string;
  target: string;
  lines: [name: string, value: string][];
  body: Buffer;
}

export interface Got {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Writes a request on a connection of its own, and reads the answer to the end of the connection. */
export function send(origin: string, { method, target, lines, body }: Sent): Promise<Got> {
  const { hostname, port } = new URL(origin);
  const head = [`${method} ${target} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  if (!lines.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))) {
    head.push(`content-length: ${body.length}`);
  }
  const bytes = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\nconnection: close\r\n\r\n`, 'latin1'), body]);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', reject);
    socket.on('close', () => resolve(read(Buffer.concat(pieces))));
  });
}

export function read(bytes: Buffer): Got {
  const [head = '', ...rest] = bytes.toString().split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers) as Record<string, string>,
    text: rest.join('\r\n\r\n'),
  };
}
