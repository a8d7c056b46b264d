import sharp, { type Metadata, type Sharp } from 'sharp';
import type { Kind } from './kind.ts';
import { stripGif } from './strip-gif.ts';
import { stripPng } from './strip-png.ts';
import { stripWebp } from './strip-webp.ts';
import { cleanSvg } from './svg.ts';
import { standsStill, tintOf } from './tint.ts';

const mostPixels = 100_000_000;
/** AVIF is decoded whole, and more than once over: it takes 17 bytes a pixel, where the others take 3. */
const mostOfAvif = 30_000_000;
export const limits = { limitInputPixels: mostPixels, failOn: 'error' } as const;

// Two pictures at a time, each on one thread, and little kept between them: a small machine has other work.
sharp.concurrency(1);
sharp.cache({ memory: 32, files: 0, items: 50 });

/** A picture as it is shown: its bytes and its size in pixels. */
export interface Shown {
  bytes: Buffer;
  width: number | null;
  height: number | null;
  /** Its colour on the whole, as tint.ts makes it; null: it does not stand still, and has none. */
  tint: string | null;
}

const strips = { png: stripPng, webp: stripWebp, gif: stripGif };

/**
 * A picture without all that is not the picture (EXIF with its GPS, XMP, IPTC, thumbnails, comments), turned as its
 * orientation says. PNG, WebP and GIF keep their very pixels and frames; JPEG and AVIF are written anew, in sRGB.
 */
export async function showPicture(
  bytes: Buffer,
  picture: NonNullable<Kind['picture']>,
): Promise<Shown | { problem: string }> {
  if (picture === 'svg') return cleanSvg(bytes);
  try {
    const metadata = await sharp(bytes, limits).metadata();
    if (picture === 'avif' && metadata.width * metadata.height > mostOfAvif) throw new Error(tooMany(mostOfAvif));
    if (picture === 'jpeg') {
      // Six times the work for a third less bytes, which is too much where pages show smaller sizes instead.
      const mozjpeg = metadata.width * metadata.height <= 8_000_000;
      return await rewritten(sharp(bytes, limits).autoOrient().jpeg({ quality: 88, mozjpeg }));
    }
    if (picture === 'avif') return await rewritten(sharp(bytes, limits).autoOrient().avif({ quality: 75 }));
    const turned = (metadata.orientation ?? 1) > 1;
    return turned ? await rewritten(turn(bytes, picture)) : await stripped(bytes, picture, metadata);
  } catch (error) {
    return { problem: `The picture cannot be read (${reason(error)}). Save it again from the program it comes from.` };
  }
}

async function rewritten(image: Sharp): Promise<Shown> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height, tint: await tintOf(data, limits) };
}

function turn(bytes: Buffer, picture: 'png' | 'webp' | 'gif'): Sharp {
  const image = sharp(bytes, limits).autoOrient();
  return picture === 'webp' ? image.webp({ quality: 92 }) : image.png();
}

async function stripped(bytes: Buffer, picture: 'png' | 'webp' | 'gif', metadata: Metadata): Promise<Shown> {
  const clean = strips[picture](bytes);
  if (!clean) throw new Error('it ends too early');
  // Decodes the whole picture: a broken one is told of here, not in a reader's browser.
  const tint = await tintOf(clean, limits);
  const isStill = standsStill(clean, picture, metadata);
  const { width, pageHeight, height } = metadata;
  return { bytes: clean, width, height: pageHeight ?? height, tint: isStill ? tint : null };
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('pixel limit')) return tooMany(mostPixels);
  return message.split('\n')[0]?.trim().replace(/\.$/, '') ?? '';
}

function tooMany(most: number): string {
  return `it has more than ${most / 1_000_000} million pixels`;
}
