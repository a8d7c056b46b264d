import { Agent, request } from 'node:http';

export interface Answer {
  status: number;
  /** As they came: name, value, name, value. */
  headers: string[];
  body: Buffer;
}

const agent = new Agent({ keepAlive: true });

/** One GET to a server on this machine, over a kept connection. */
export function ask(port: number, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers, agent, timeout: 180_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.rawHeaders, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('No answer in time.')));
    outgoing.on('error', reject);
    outgoing.end();
  });
}
