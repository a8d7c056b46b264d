import type { Sent } from '../gate/send.ts';

/** A request as it goes over a connection that may stay. */
export const bytesOf = ({ method, target, lines, body }: Sent): Buffer =>
  Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n`),
    Buffer.from(`content-length: ${body.length}\r\n\r\n`),
    body,
  ]);
