import sharp from 'sharp';

const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });

/** Two colours side by side, so that a crop shows. */
export async function photograph(width = 400, height = 300): Promise<Buffer> {
  const half = await plain(Math.round(width / 2), height, '#20a040')
    .png()
    .toBuffer();
  return plain(width, height, '#b03060')
    .composite([{ input: half, left: 0, top: 0 }])
    .withExif({ IFD0: { Copyright: 'secret owner' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
    .jpeg()
    .toBuffer();
}

export const png = (width: number, height: number, background = '#3050c0'): Promise<Buffer> =>
  plain(width, height, background).png().toBuffer();

/** Three frames, of which the first is red. */
export async function film(): Promise<Buffer> {
  const frames = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((colour) => png(60, 60, colour)));
  return sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
}

/** A few kilobytes that are 24 million pixels. */
export const bomb = (): Promise<Buffer> =>
  sharp({ create: { width: 6_000, height: 4_000, channels: 3, background: '#000' } })
    .png({ compressionLevel: 9, palette: true, colours: 2 })
    .toBuffer();

export const drawing = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
);
