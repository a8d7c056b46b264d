import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/media/kind.ts';
import { type Shown, showPicture } from '../../src/media/picture.ts';

const secret = 'SECRET-SERIAL-4711';
const exif = {
  IFD0: { Copyright: secret, Make: 'Camera', Artist: secret },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 18/1' },
};
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="${secret}"/></rdf:RDF></x:xmpmeta>`;

function halves() {
  // Left red, right blue: tells how a picture is turned.
  return sharp({ create: { width: 60, height: 30, channels: 3, background: '#ff0000' } }).composite([
    { input: { create: { width: 30, height: 30, channels: 3, background: '#0000ff' } }, left: 30, top: 0 },
  ]);
}

async function shown(bytes: Buffer): Promise<Shown> {
  const kind = kindOf(bytes, 'x');
  if (!kind.picture) throw new Error('not a picture');
  const answer = await showPicture(bytes, kind.picture);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}

describe('a picture that is shown', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)(
    'has lost place, owner and everything else hidden: %s',
    async (format) => {
      const original = await halves().withExif(exif).withXmp(xmp).toFormat(format).toBuffer();
      expect((await sharp(original).metadata()).exif, 'the test picture has EXIF').toBeDefined();
      const { bytes, width, height } = await shown(original);
      const metadata = await sharp(bytes).metadata();
      expect(metadata).toMatchObject({ width: 60, height: 30 });
      expect(metadata.exif).toBeUndefined();
      expect(metadata.xmp).toBeUndefined();
      expect(metadata.iptc).toBeUndefined();
      expect(bytes.includes(secret)).toBe(false);
      expect(bytes.includes('Exif')).toBe(false);
      expect({ width, height }).toEqual({ width: 60, height: 30 });
    },
  );

  it.each(['jpeg', 'png', 'webp'] as const)('is turned as its camera was held: %s', async (format) => {
    const original = await halves().withExif(exif).withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
    expect((await sharp(original).metadata()).orientation).toBe(6);
    const { bytes, width, height } = await shown(original);
    expect({ width, height }).toEqual({ width: 30, height: 60 });
    expect((await sharp(bytes).metadata()).orientation ?? 1).toBe(1);
    // Turned clockwise by 90°, the left half (red) is on top.
    const { data } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(200);
    expect(data[data.length - 1]).toBeGreaterThan(200);
    expect(data[data.length - 3]).toBeLessThan(60);
  });

  it('keeps the very pixels of PNG and WebP', async () => {
    for (const original of [
      await halves().png().withExif(exif).toBuffer(),
      await halves().webp({ lossless: true }).withExif(exif).toBuffer(),
    ]) {
      const { bytes } = await shown(original);
      expect((await sharp(bytes).raw().toBuffer()).equals(await sharp(original).raw().toBuffer())).toBe(true);
    }
  });

  it('loses comments, texts and what is hidden behind the end of a PNG', async () => {
    const png = await halves().png().toBuffer();
    const text = Buffer.concat([
      Buffer.from([0, 0, 0, secret.length + 8]),
      Buffer.from(`tEXtComment\0${secret}`),
      Buffer.alloc(4),
    ]);
    const end = png.length - 12;
    const { bytes } = await shown(Buffer.concat([png.subarray(0, end), text, png.subarray(end), Buffer.from(secret)]));
    expect(bytes.equals(png)).toBe(true);
  });

  it('keeps the frames and loops of an animated GIF, and loses its comments', async () => {
    const frames = Buffer.concat([
      Buffer.alloc(8 * 8 * 3, 0),
      Buffer.alloc(8 * 8 * 3, 255),
      Buffer.alloc(8 * 8 * 3, 90),
    ]);
    const gif = await sharp(frames, { raw: { width: 8, height: 24, channels: 3, pageHeight: 8 } })
      .gif({ loop: 3, delay: [100, 100, 100] })
      .toBuffer();
    const table = (gif[10] ?? 0) & 0x80 ? 3 * 2 ** (((gif[10] ?? 0) & 7) + 1) : 0;
    const at = 13 + table;
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, secret.length]), Buffer.from(secret), Buffer.from([0])]);
    const { bytes, width, height } = await shown(
      Buffer.concat([gif.subarray(0, at), comment, gif.subarray(at), Buffer.from(secret)]),
    );
    expect(bytes.includes(secret)).toBe(false);
    expect({ width, height }).toEqual({ width: 8, height: 8 });
    expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({ pages: 3, loop: 3 });
  });

  it('keeps the frames of an animated WebP', async () => {
    const frames = Buffer.concat([Buffer.alloc(8 * 8 * 3, 0), Buffer.alloc(8 * 8 * 3, 255)]);
    const webp = await sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
      .withExif(exif)
      .webp()
      .toBuffer();
    const { bytes, height } = await shown(webp);
    expect(height).toBe(8);
    const metadata = await sharp(bytes, { animated: true }).metadata();
    expect(metadata.pages).toBe(2);
    expect(metadata.exif).toBeUndefined();
  });

  it('gives the same bytes when it is shown again: PNG, WebP and GIF', async () => {
    for (const original of [
      await halves().png().withExif(exif).toBuffer(),
      await halves().webp().withExif(exif).toBuffer(),
      await halves().gif().toBuffer(),
    ]) {
      const once = await shown(original);
      expect((await shown(once.bytes)).bytes.equals(once.bytes)).toBe(true);
    }
  });

  it('is refused, not decoded, when it has more pixels than a machine can hold', async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const bomb = Buffer.from(png);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    const answer = await showPicture(bomb, 'png');
    expect('problem' in answer && answer.problem).toContain('The picture cannot be read');
  });

  it('is refused, not decoded, when it is AVIF and would take more memory than a small machine has', async () => {
    const image = sharp({ create: { width: 64, height: 64, channels: 3, background: '#fff' } });
    const avif = await image.avif({ effort: 0 }).toBuffer();
    expect(await showPicture(avif, 'avif')).toMatchObject({ width: 64, height: 64 });
    const size = avif.indexOf('ispe', 0, 'latin1') + 8;
    avif.writeUInt32BE(6000, size);
    avif.writeUInt32BE(6000, size + 4);
    const answer = await showPicture(avif, 'avif');
    expect('problem' in answer && answer.problem).toContain('(it has more than 30 million pixels)');
  });
});
