import type { FastifyInstance } from 'fastify';
import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import type { Post } from '../content/post.ts';
import type { Cards } from '../media/card/cards.ts';
import { type CardText, cardSize } from '../media/card/draw.ts';
import { datesFor } from '../theme/dates.ts';
import { direction } from '../theme/language.ts';
import type { PostView, SiteView } from '../theme/theme.ts';
import { answer, notFound } from './answer.ts';
import { makeBody } from './body.ts';
import { fileSecurityPolicy } from './headers.ts';
import { authorView } from './site-view.ts';

/** Its name says its content. */
const forever = 'public, max-age=31536000, immutable';

/** The drawn card of a post, as its page names it; null: it has a picture of its own, or nothing to write on one. */
export type CardOf = (post: Post) => NonNullable<PostView['card']> | null;

export function createCardOf({ site, view, cards }: { site: Site; view: SiteView; cards: Cards }): CardOf {
  return (post) => {
    const text = textOf(view, post);
    const hash = text && cards.hashOf(text);
    if (!text || !hash) return null;
    const name = post.generation === 1 ? post.id : `${post.id}.${post.generation}`;
    const url = absolute(site, `/cards/${encodeURIComponent(name)}-${hash}.png`);
    return { url, alt: [text.title, text.site, text.line].join(', '), type: 'image/png', ...cardSize };
  };
}

/** Cards by their addresses: one that says what the post said before an edit is gone. */
export function cardRoutes(
  server: FastifyInstance,
  { view, posts, cards }: { view: SiteView; posts: Pick<Posts, 'object' | 'at'>; cards: Cards },
): void {
  /** What is live under an id. */
  async function find(id: string, generation: number): Promise<Post | null> {
    const object = await posts.object(id, generation);
    if (object?.state !== 'alive') return null;
    // Its object is kept while a post is hidden.
    const found = await posts.at(object.post.permalink);
    return found?.kind === 'post' && found.post.id === id ? found.post : null;
  }

  server.get<{ Params: { file: string } }>('/cards/:file', async (request, reply) => {
    const [, name = '', hash] = /^(.+)-([0-9a-f]{16})\.png$/.exec(request.params.file) ?? [];
    if (hash === undefined) return notFound(reply);
    const [, id = '', generation] = /^(.+)\.([2-9]|[1-9]\d{1,8})$/.exec(name) ?? [];
    const post = (await find(name, 1)) ?? (generation ? await find(id, Number(generation)) : null);
    const text = post && textOf(view, post);
    const bytes = text && cards.hashOf(text) === hash ? await cards.open(text) : null;
    if (!bytes) return notFound(reply);
    reply.header('content-security-policy', fileSecurityPolicy('image/png'));
    reply.header('cross-origin-resource-policy', 'cross-origin');
    return answer(request, reply, makeBody(bytes, { type: 'image/png', cacheControl: forever }));
  });
}

/** What stands on the card of a post; null where it has none. */
function textOf(view: SiteView, post: Post): CardText | null {
  const { kind, title, cover, contentWarning, language, date } = post;
  if (kind !== 'post' || title === null || cover !== null || contentWarning !== null) return null;
  const authors = post.authors.map((name) => authorView(view, name).name);
  const line = [authors.join(', '), datesFor(view.language, view.timezone).long(date)].filter((part) => part !== '');
  return { title, site: view.title, line: line.join(' · '), isRightToLeft: direction(language) === 'rtl' };
}
