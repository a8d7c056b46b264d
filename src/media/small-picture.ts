import sharp from 'sharp';
import { kindOf } from './kind.ts';
import { turns } from './turns.ts';

/** A picture of somebody else's, as small as it is shown: WebP with nothing in it but its pixels. */
export interface SmallPicture {
  bytes: Buffer;
  width: number;
  height: number;
}

/** What makes small pictures of bytes that a stranger chose. Null: they are no picture that could be shown. */
export interface SmallPictures {
  face(bytes: Buffer): Promise<SmallPicture | null>;
  emoji(bytes: Buffer): Promise<SmallPicture | null>;
}

const mostPixels = 16_000_000;
/** A small machine decodes 16 million pixels in a second or two. */
const mostSeconds = 10;

/** By their bytes, whatever they are called. No drawings: those are programs. */
const read: ReadonlySet<string | null> = new Set(['jpeg', 'png', 'gif', 'webp', 'avif']);

// Shown 40 and 20 pixels high, and twice as fine.
const face = { width: 80, height: 80, fit: 'cover' } as const;
const emoji = { width: 120, height: 40, fit: 'inside', withoutEnlargement: true } as const;

/** One at a time: a crowd of them leaves the machine to the pages. */
const inTurn = turns(1);

/** Written anew from the first frame, turned as its orientation says, in sRGB. Never throws. */
function remake(bytes: Buffer, size: typeof face | typeof emoji): Promise<SmallPicture | null> {
  return inTurn(async () => {
    if (!read.has(kindOf(bytes, '').picture)) return null;
    try {
      const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 })
        .timeout({ seconds: mostSeconds })
        .autoOrient()
        .resize(size)
        .webp({ quality: 80, effort: 4 })
        .toBuffer({ resolveWithObject: true });
      return { bytes: data, width: info.width, height: info.height };
    } catch {
      return null;
    }
  });
}

export const smallPictures: SmallPictures = {
  face: (bytes) => remake(bytes, face),
  emoji: (bytes) => remake(bytes, emoji),
};
