import sharp from 'sharp';
import type { Size } from '../content/sizes.ts';
import { limits } from './picture.ts';

/** A small machine is done with any of them in a tenth of that. */
const mostSeconds = 120;

// Measured: docs/pictures.md, "What it costs".
const avif = { quality: 55, effort: 3 };
const webp = { quality: 78, effort: 4 };

/**
 * A picture of ours in another size, in sRGB, with nothing in it but its pixels. What was no JPEG is often a drawing or
 * somebody's screen, in which thin coloured lines would blur: those keep their colours at every pixel.
 * @throws Error where it cannot be read.
 */
export function encode(path: string, type: string, { width, format }: Pick<Size, 'width' | 'format'>): Promise<Buffer> {
  const image = sharp(path, limits).timeout({ seconds: mostSeconds }).resize({ width });
  const isPhotograph = type === 'image/jpeg';
  if (format === 'webp') return image.webp({ ...webp, smartSubsample: !isPhotograph }).toBuffer();
  return image.avif({ ...avif, chromaSubsampling: isPhotograph ? '4:2:0' : '4:4:4' }).toBuffer();
}
