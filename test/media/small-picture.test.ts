import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { smallPictures } from '../../src/media/small-picture.ts';
import { drawing, film, photograph, png } from '../federation/portraits/pictures.ts';

describe('a picture of somebody', () => {
  it('is a square of 80 pixels, with nothing in it but the picture', async () => {
    const photo = await photograph();
    expect(photo.includes('secret owner')).toBe(true);
    const made = await smallPictures.face(photo);
    const { format, width, height, exif, xmp, icc } = await sharp(made?.bytes).metadata();
    expect({ format, width, height, exif, xmp, icc }).toEqual({ format: 'webp', width: 80, height: 80 });
    expect(made?.bytes.includes('secret owner')).toBe(false);
    expect(made?.bytes.length).toBeLessThan(5_000);
  });

  it('is the first frame of a film', async () => {
    const made = await smallPictures.face(await film());
    const { pages = 1 } = await sharp(made?.bytes).metadata();
    const [red = 0, green = 0] = await sharp(made?.bytes).raw().toBuffer();
    expect([pages, red > 200, green < 50]).toEqual([1, true, true]);
  });

  it('is none where the bytes are a drawing, cut off, too many pixels, or no picture', async () => {
    const photo = await photograph();
    const large = await sharp({ create: { width: 4_100, height: 4_000, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    const all = [drawing, photo.subarray(0, photo.length / 2), large, Buffer.from('<html>'), Buffer.alloc(0)];
    expect(await Promise.all(all.map((bytes) => smallPictures.face(bytes)))).toEqual(all.map(() => null));
  });
});

describe('a custom emoji', () => {
  it.each([
    ['high', [100, 100], [40, 40]],
    ['wide', [900, 100], [120, 13]],
    ['small', [16, 16], [16, 16]],
  ])('is at most 40 pixels high and three times as wide: %s', async (_, [width = 0, height = 0], size) => {
    const made = await smallPictures.emoji(await png(width, height));
    expect([made?.width, made?.height]).toEqual(size);
  });
});
