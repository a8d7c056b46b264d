import type { Site } from '../config.ts';
import { type Heading, renderFeed, renderPage } from '../content/markdown.ts';
import type { Post } from '../content/post.ts';
import { absoluteContext, renderContext } from './render-context.ts';

/** The texts of posts as HTML. */
export interface Renderings {
  /** As it stands on the blog's own pages. */
  page(post: Post): Promise<{ html: string; headings: Heading[] }>;
  /** As feed readers need it. */
  feed(post: Post): string;
}

interface Kept {
  /** All that it was made from. */
  from: string;
  html: string;
  headings: Heading[];
}

/**
 * Makes HTML of a text once, and again only when what it is made from is another: a like or a reply makes every page and
 * feed anew, and two thirds of that were Markdown which nobody had touched.
 * @param limit letters of what is kept; what was used longest ago goes first.
 */
export function createRenderings(site: Site, limit = 16 * 1024 * 1024): Renderings {
  // A Map keeps the order of insertion.
  const kept = new Map<string, Kept>();
  let letters = 0;

  function forget(key: string): void {
    const one = kept.get(key);
    if (one) letters -= sizeOf(one);
    kept.delete(key);
  }

  /** What is kept, if it is true of this text; it counts as used now. */
  function find(key: string, from: string): Kept | null {
    const one = kept.get(key);
    if (one?.from !== from) return null;
    kept.delete(key);
    kept.set(key, one);
    return one;
  }

  function keep(key: string, made: Kept): Kept {
    forget(key);
    kept.set(key, made);
    letters += sizeOf(made);
    for (const oldest of kept.keys()) {
      if (letters <= limit) break;
      forget(oldest);
    }
    return made;
  }

  return {
    async page(post) {
      const isBelow = hidesText(post);
      const isFolded = post.contentWarning !== null;
      const [key, from] = [`page ${post.id}`, `${isBelow} ${isFolded} ${sourceOf(post)}`];
      const known = find(key, from);
      if (known) return known;
      const { html, headings, isColoured } = await renderPage(post.body, {
        ...renderContext(site, post),
        isBelow,
        isFolded,
      });
      // A highlighter that was too slow this time may be quicker the next.
      return isColoured ? { html, headings } : keep(key, { from, html, headings });
    },
    feed(post) {
      const [key, from] = [`feed ${post.id}`, sourceOf(post)];
      const known = find(key, from);
      return (known ?? keep(key, { from, html: renderFeed(post.body, absoluteContext(site, post)), headings: [] }))
        .html;
    },
  };
}

/** Whether the pictures of a text are out of sight when its page opens: below a cover, or folded under a warning. */
function hidesText({ cover, media, contentWarning }: Post): boolean {
  return contentWarning !== null || (cover !== null && (media[cover.src]?.width ?? null) !== null);
}

function sourceOf({ language, id, permalink, media, body }: Post): string {
  return JSON.stringify([language, id, permalink, media]) + body;
}

function sizeOf({ from, html }: Kept): number {
  return from.length + html.length;
}
