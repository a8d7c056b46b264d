import { type Medium, mediumPath } from './post.ts';

/** A picture in another width and format: what stands in its address, and in what it is written. */
export interface Size {
  /** The last part of its address: `hills-800.avif`. */
  name: string;
  width: number;
  format: 'avif' | 'webp';
}

/** In this order browsers are offered them: AVIF is the smallest, and what shows pictures shows WebP. */
export const formats = ['avif', 'webp'] as const;

/** A telephone; the column on one and on two pixels a point; what is wider than the column, on two. */
const steps = [480, 800, 1200, 1792];
const widest = 1792;

/** What comes with the first ten packets of an answer is there at once, whatever its width. */
const small = 14 * 1024;

/**
 * The widths that a picture is offered in: the steps below its own, and its own, as far as it is not wider than any screen
 * shows it. None for drawings, animations, small pictures, and what is no picture: only what stands still has a `tint`.
 */
function widthsOf({ width, tint, size }: Medium): number[] {
  if (tint === undefined || width === null || width <= (steps[0] ?? 0) || size <= small) return [];
  const own = Math.min(width, widest);
  // A step that is nearly its own width would be the same once more.
  return [...steps.filter((step) => step < own * 0.9), own];
}

/** The sizes of a picture, from what is known of it: so a page may name them before any is made, and no other can be asked for. */
export function sizesOf(medium: Medium): Size[] {
  const stem = medium.name.replace(/\.[^.]*$/, '');
  const widths = widthsOf(medium);
  return formats.flatMap((format) => widths.map((width) => ({ name: `${stem}-${width}.${format}`, width, format })));
}

/** Where a picture stands, which says how wide it is shown. */
export type Place = 'text' | 'figure' | { gallery: number };

const narrow = '(max-width: 42.5rem) calc(100vw - 2.5rem)';

/** How wide the theme shows what stands there (theme/default/style): a column of 40rem, 56rem for figures on wide screens. */
export function shownWidth(place: Place): string {
  if (place === 'text') return `${narrow}, 40rem`;
  if (place === 'figure') return `${narrow}, (max-width: 60rem) 40rem, 56rem`;
  return `(max-width: 26rem) calc(100vw - 2.5rem), ${place.gallery === 2 ? '28rem' : '19rem'}`;
}

/** The `<source>` elements of a picture, the best first. `address` makes a path of the blog ready for a srcset. */
export function sourcesOf(
  medium: Medium,
  place: Place,
  address: (path: string) => string,
): { type: string; srcset: string; sizes: string }[] {
  const sizes = sizesOf(medium);
  if (sizes.length === 0) return [];
  return formats.map((format) => ({
    type: `image/${format}`,
    srcset: sizes
      .filter((size) => size.format === format)
      .map(({ name, width }) => `${address(mediumPath({ hash: medium.hash, name }))} ${width}w`)
      .join(', '),
    sizes: shownWidth(place),
  }));
}

/** Beside the colour, of 255: a hint of it. The words that stand there when no picture comes stay readable upon it (WCAG 1.4.3). */
const faint = '4d';

/** What stands at the place of a picture until it has come, as a colour of CSS: not where one may see through it. */
export function shownTint({ tint }: Pick<Medium, 'tint'>): string | null {
  return tint === undefined || tint === clear ? null : tint + faint;
}

/** The tint of a picture that one can see through. */
export const clear = '#0000';
