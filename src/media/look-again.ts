import sharp from 'sharp';
import type { Medium } from '../content/post.ts';
import { filmSize } from './film-size.ts';
import { kindOf } from './kind.ts';
import { limits } from './picture.ts';
import { standsStill, tintOf } from './tint.ts';

/** A medium that an older Postern made, with what it did not look for: the colour of a picture, the size of a film. */
export async function lookAgain(medium: Medium, bytes: Buffer): Promise<Medium> {
  const { picture } = kindOf(bytes, medium.name);
  if (picture === null) return { ...medium, ...filmSize(bytes, medium.type) };
  try {
    const metadata = await sharp(bytes, limits).metadata();
    return standsStill(bytes, picture, metadata) ? { ...medium, tint: await tintOf(bytes, limits) } : medium;
  } catch {
    // It was shown until now, and goes on being shown as it is.
    return medium;
  }
}
