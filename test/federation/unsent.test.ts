import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/federation/deliver/outcome.ts';
import { freePort } from '../support/free-port.ts';
import { openGuard } from './delivering.ts';

const now = new Date('2026-11-21T12:00:00Z');
const guard = openGuard({ phase: 300, total: 600 });
const sockets = new Set<Socket>();
let act: (socket: Socket) => void = () => undefined;
let server: Server;
let host: string;

beforeAll(async () => {
  const port = await freePort();
  host = `127.0.0.1:${port}`;
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    act(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
});
afterAll(async () => {
  await guard.close();
  await new Promise((resolve) => server.close(resolve));
});

async function doubt(url: string): Promise<boolean | undefined> {
  const answer = await guard.post(url, { headers: {}, body: '{}' });
  const outcome = outcomeOf(answer, 'draft-cavage', now);
  return outcome.kind === 'delivered' ? undefined : outcome.doubtful;
}

const answering = (text: string) => (socket: Socket) => socket.on('data', () => socket.end(text));

describe('what did not get to an inbox for certain', () => {
  it('where nobody answers', async () => {
    expect(await doubt(`http://127.0.0.1:${await freePort()}/inbox`)).toBe(false);
  });

  it('where the name leads nowhere, or to no public address', async () => {
    expect(await doubt('https://nowhere.invalid/inbox')).toBe(false);
    expect(await doubt('https://192.168.1.1/inbox')).toBe(false);
  });

  it.each([
    ['does not speak TLS', answering('What?\r\n')],
    ['hangs up before TLS', (socket: Socket) => void socket.destroy()],
    ['is silent when TLS begins', () => undefined],
  ])('where somebody %s', async (_, how) => {
    act = how;
    expect(await doubt(`https://${host}/inbox`)).toBe(false);
  });

  it.each([400, 401, 403, 404, 405, 408, 410, 413, 422, 425, 429, 503, 302])(
    'where it was answered by %i',
    async (status) => {
      act = answering(`HTTP/1.1 ${status} x\r\ncontent-length: 0\r\n\r\n`);
      expect(await doubt(`http://${host}/inbox`)).toBe(false);
    },
  );
});

describe('what may have got to an inbox', () => {
  it.each([
    ['takes it and hangs up', (socket: Socket) => void socket.on('data', () => socket.destroy())],
    ['takes it and resets the connection', (socket: Socket) => void socket.on('data', () => socket.resetAndDestroy())],
    ['takes it and never answers', (socket: Socket) => void socket.resume()],
    ['answers what is no HTTP', answering('What?\r\n')],
    ['answers half a head', (socket: Socket) => void socket.on('data', () => socket.write('HTTP/1.1 20'))],
  ])('where somebody %s', async (_, how) => {
    act = how;
    expect(await doubt(`http://${host}/inbox`)).toBe(true);
  });

  it.each([500, 502, 504, 507, 599])('where it was answered by %i', async (status) => {
    act = answering(`HTTP/1.1 ${status} x\r\ncontent-length: 0\r\n\r\n`);
    expect(await doubt(`http://${host}/inbox`)).toBe(true);
  });
});
