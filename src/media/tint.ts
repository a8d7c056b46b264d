import sharp, { type Metadata } from 'sharp';
import { clear } from '../content/sizes.ts';
import type { Kind } from './kind.ts';

/** A picture is looked at as so many fields a side: their mean is its colour, and any of them tells of holes in it. */
const side = 8;

/**
 * The colour of a picture on the whole, as `#8a7f66`, or `#0000` where one can see through it. It decodes the whole picture.
 * @throws Error where that is broken.
 */
export async function tintOf(bytes: Buffer, limits: { limitInputPixels: number; failOn: 'error' }): Promise<string> {
  const data = await sharp(bytes, limits)
    .resize(side, side, { fit: 'fill' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
  const sums = [0, 0, 0, 0];
  for (const [index, value] of data.entries()) sums[index % 4] = (sums[index % 4] ?? 0) + value;
  const means = sums.map((sum) => Math.round(sum / (side * side)));
  if ((means[3] ?? 0) < 255) return clear;
  return `#${means
    .slice(0, 3)
    .map((mean) => mean.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Whether a picture stands still: GIF never counts as one that does, since few of them do. */
export function standsStill(bytes: Buffer, picture: Kind['picture'], { pages = 1 }: Pick<Metadata, 'pages'>): boolean {
  if (picture === 'gif' || picture === 'svg' || picture === null || pages > 1) return false;
  // An animated PNG says so before its first picture, which is all that a decoder for PNG sees.
  const frames = picture === 'png' ? bytes.indexOf('acTL', 8, 'latin1') : -1;
  return frames < 0 || frames > bytes.indexOf('IDAT', 8, 'latin1');
}
