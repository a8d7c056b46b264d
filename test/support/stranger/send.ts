import { type IncomingHttpHeaders, request } from 'node:http';
import type { SignedRequest } from './sign.ts';

export interface Reply {
  status: number;
  text: string;
  headers: IncomingHttpHeaders;
}

/**
 * Sends exactly this request, on a connection of its own.
 * @param through the origin that really listens, where the URL's is not the one.
 */
export function send({ method, url, headers, body }: SignedRequest, through = new URL(url).origin): Promise<Reply> {
  const { pathname, search } = new URL(url);
  const { hostname, port } = new URL(through);
  const length = body.length > 0 ? { 'content-length': String(body.length) } : {};
  return new Promise((resolve, reject) => {
    const sending = request(
      { hostname, port, path: pathname + search, method, headers: { ...length, ...headers }, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(pieces).toString();
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers });
        });
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}
