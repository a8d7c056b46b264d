import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chooseEncoding, encode, etag, isFresh, makeBody } from '../../src/web/body.ts';

const body = makeBody('x'.repeat(5_000), { type: 'text/plain', lastModified: new Date('2026-01-02T03:04:05.678Z') });

describe('a body', () => {
  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['br;q=0.000, gzip;q=0', 'identity'],
    ['GZIP', 'gzip'],
    ['deflate', 'identity'],
    ['', 'identity'],
    [undefined, 'identity'],
  ])('sent to a client that takes %j is encoded as %s', (accepted, encoding) => {
    expect(chooseEncoding(accepted, 5_000)).toBe(encoding);
  });

  it('that is small is not compressed', () => {
    expect(chooseEncoding('br', 100)).toBe('identity');
  });

  it('comes back whole from each encoding', async () => {
    expect(brotliDecompressSync(await encode(body, 'br'))).toEqual(body.bytes);
    expect(gunzipSync(await encode(body, 'gzip'))).toEqual(body.bytes);
    expect(encode(body, 'identity')).toBe(body.bytes);
  });

  // RFC 7932 §9.1: a stream that begins with the bit 0 has a window of 64 KB, the usual one of 4 MB begins with 1.
  it('looks back over no more than it is long, which is what compressing asks memory for', async () => {
    const page = makeBody(Array.from({ length: 400 }, (_, line) => `<p>Line ${line * line}</p>`).join('\n'), {
      type: 'x',
    });
    expect((await encode(page, 'br'))[0] ?? 1).toSatisfy((first: number) => first % 2 === 0);
  });

  it('looks back over all that it is, if it is long', async () => {
    const once = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at * 2_654_435_761) >>> 13));
    const twice = await encode(makeBody(Buffer.concat([once, once]), { type: 'x' }), 'br');
    expect(brotliDecompressSync(twice).length).toBe(400_000);
    expect(twice.length).toBeLessThan((await encode(makeBody(once, { type: 'x' }), 'br')).length * 1.1);
  });

  it('is compressed once, however many ask at the same time', async () => {
    const [first, second] = await Promise.all([encode(body, 'br'), encode(body, 'br')]);
    expect(first).toBe(second);
  });

  it('has another strong tag in each encoding', () => {
    const tags = (['br', 'gzip', 'identity'] as const).map((encoding) => etag(body, encoding));
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) expect(tag).toMatch(/^"[\w-]+"$/);
  });

  it('has the same tag for the same bytes and another for others', () => {
    expect(makeBody('a', { type: 'x' }).digest).toBe(makeBody('a', { type: 'y' }).digest);
    expect(makeBody('a', { type: 'x' }).digest).not.toBe(makeBody('b', { type: 'x' }).digest);
  });

  const tag = etag(body, 'br');
  it.each([
    [{ 'if-none-match': tag }, true],
    [{ 'if-none-match': `"other", ${tag}` }, true],
    [{ 'if-none-match': `W/${tag}` }, true],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': '"other"' }, false],
    [{ 'if-none-match': etag(body, 'gzip') }, false],
    [{ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }, true],
    [{ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' }, false],
    [{ 'if-modified-since': 'yesterday' }, false],
    [{ 'if-none-match': '"other"', 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }, false],
    [{}, false],
  ])('asked for with %j is fresh: %s', (headers, fresh) => {
    expect(isFresh(headers, tag, body.lastModified)).toBe(fresh);
  });
});
