import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlace, type Place } from './place.ts';
import { read, type Sent } from './send.ts';

const limit = 1024 * 1024;

let place: Place;
beforeAll(async () => {
  place = await openPlace({ time: 300 });
});
afterAll(() => place.close());

/** Fills an activity up to so many bytes. */
const filled = (size: number) => (honest: Record<string, unknown>) => {
  const start = `${JSON.stringify(honest).slice(0, -1)},"x":"`;
  return `${start}${'x'.repeat(size - start.length - 2)}"}`;
};

/** Writes pieces with a pause before each, and gives what came until the other side closed, and after how many pieces. */
function drip(sent: Sent, pieces: Buffer[], pause: number): Promise<{ status: number; written: number }> {
  const head = [`POST ${sent.target} HTTP/1.1`, ...sent.lines.map(([name, value]) => `${name}: ${value}`), '', ''];
  return new Promise((resolve) => {
    const got: Buffer[] = [];
    let written = 0;
    const { hostname, port } = new URL(place.address);
    const socket = connect(Number(port), hostname, () => socket.write(head.join('\r\n')));
    const timer = setInterval(() => {
      const piece = pieces[written];
      if (piece) socket.write(piece);
      if (piece) written += 1;
    }, pause);
    socket.on('data', (bytes) => got.push(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ status: read(Buffer.concat(got)).status, written });
    });
  });
}

describe('a body', () => {
  it('of one mebibyte comes in', async () => {
    const before = await place.heard();
    expect(await place.send(place.prepare({ say: filled(limit) }))).toMatchObject({ status: 202 });
    expect(await place.heard()).toBe(before + 1);
  });

  it('of a byte more is refused by its length, before it came', async () => {
    const sent = place.prepare({ say: filled(limit + 1) });
    const before = await place.dump();
    const got = await place.send({ ...sent, lines: [...sent.lines, ['content-length', String(limit + 1)]] });
    expect(got).toMatchObject({ status: 413, headers: { connection: 'close' } });
    expect(await place.dump()).toBe(before);
  });

  it('of a byte more is not waited for when it says so', async () => {
    const sent = place.prepare();
    sent.lines.push(['content-length', String(limit + 1)]);
    expect(await drip(sent, [], 20)).toEqual({ status: 413, written: 0 });
  });

  it('of a byte more is refused when it does not say its length', async () => {
    const sent = place.prepare({ say: filled(limit + 1) });
    const chunk = Buffer.from(`${sent.body.length.toString(16)}\r\n`);
    sent.body = Buffer.concat([chunk, sent.body, Buffer.from('\r\n0\r\n\r\n')]);
    sent.lines.push(['transfer-encoding', 'chunked']);
    expect(await place.send(sent)).toMatchObject({ status: 413, headers: { connection: 'close' } });
  });

  it('in chunks of one byte is refused when they are too many, and taken in when they are few', async () => {
    const inChunks = (sent: Sent): Sent => {
      const chunks = [...sent.body].map((byte) => Buffer.from([0x31, 0x0d, 0x0a, byte, 0x0d, 0x0a]));
      const body = Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
      return { ...sent, body, lines: [...sent.lines, ['transfer-encoding', 'chunked']] };
    };
    const before = await place.heard();
    const many = inChunks(place.prepare({ say: filled(10_001) }));
    expect(await place.send(many)).toMatchObject({ status: 413, headers: { connection: 'close' } });
    expect(await place.heard()).toBe(before);
    expect(await place.send(inChunks(place.prepare({ say: filled(10_000) })))).toMatchObject({ status: 202 });
    expect(await place.heard()).toBe(before + 1);
  });

  it('that comes a byte at a time is not waited for, and its connection ends', async () => {
    const sent = place.prepare();
    sent.lines.push(['content-length', String(sent.body.length)]);
    const before = await place.dump();
    const pieces = [...sent.body].map((byte) => Buffer.from([byte]));
    const { status, written } = await drip(sent, pieces, 20);
    expect(status).toBe(408);
    expect(written).toBeLessThan(pieces.length);
    expect(await place.dump()).toBe(before);
  });

  it('that never comes is not waited for either', async () => {
    const sent = place.prepare();
    sent.lines.push(['content-length', '100']);
    expect(await drip(sent, [], 20)).toEqual({ status: 408, written: 0 });
  });

  it('that ends too early has no effect, and the next one comes in', async () => {
    const sent = place.prepare();
    const before = await place.heard();
    const { hostname, port } = new URL(place.address);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST ${sent.target} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"a"`);
        socket.destroy();
      });
      socket.on('close', () => resolve());
    });
    expect(await place.send(place.prepare())).toMatchObject({ status: 202 });
    expect(await place.heard()).toBe(before + 1);
  });

  it('that is more than one request’s is read once: what follows is a request of its own', async () => {
    const [one, other] = [place.prepare(), place.prepare()];
    const before = await place.heard();
    const lines = (sent: Sent) =>
      [
        `POST ${sent.target} HTTP/1.1`,
        ...sent.lines.map(([name, value]) => `${name}: ${value}`),
        `content-length: ${sent.body.length}`,
      ].join('\r\n');
    const bytes = Buffer.concat([
      Buffer.from(`${lines(one)}\r\n\r\n`),
      one.body,
      Buffer.from(`${lines(other)}\r\nconnection: close\r\n\r\n`),
      other.body,
    ]);
    const { hostname, port } = new URL(place.address);
    const text = await new Promise<string>((resolve) => {
      const got: Buffer[] = [];
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (piece) => got.push(piece));
      socket.on('close', () => resolve(Buffer.concat(got).toString()));
    });
    expect(text.match(/HTTP\/1\.1 202/g)).toHaveLength(2);
    expect(await place.heard()).toBe(before + 2);
  });
});
