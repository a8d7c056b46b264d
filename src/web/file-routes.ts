import type { FastifyInstance } from 'fastify';
import type { Posts } from '../blog/posts.ts';
import type { Medium } from '../content/post.ts';
import { answer, notFound } from './answer.ts';
import type { Bodies } from './bodies.ts';
import { makeBody } from './body.ts';
import { door, doorPath, doorType } from './door.ts';
import { fileSecurityPolicy } from './headers.ts';
import { sendFile } from './send-file.ts';
import type { SiteMedia } from './site-pictures.ts';

/** Its name says its content: a browser never needs to ask again (RFC 8246). */
const forever = 'public, max-age=31536000, immutable';

/** Types that a browser may show; anything else is offered for saving. */
const shown = /^(image|audio|video)\/|^application\/pdf$|^text\/plain/;

/** Small pictures of people and of custom emoji, by what stands in their addresses; null where nothing shown needs it. */
export interface SmallFiles {
  open(hash: string, name: string): Promise<Buffer | null>;
}

/** Never in a cache that many share, and in no browser's for longer than we keep it: whoever it is of may leave. */
const forAWeek = 'private, max-age=604800, immutable';

export interface Files {
  /** Where a medium's file lies, or null when it is lost. */
  open(medium: Medium): Promise<{ path: string } | null>;
}

/** The stylesheet, the blog's sign, and the pictures and files that posts and the site show. */
export function fileRoutes(
  server: FastifyInstance,
  {
    posts,
    media,
    small,
    bodies,
    siteMedia,
    stylesheet,
  }: {
    posts: Posts;
    media: Files;
    small: SmallFiles;
    bodies: Bodies;
    siteMedia: SiteMedia;
    stylesheet: { path: string; content: string };
  },
): void {
  const css = makeBody(stylesheet.content, { type: 'text/css; charset=utf-8', cacheControl: forever });
  const ofSite = new Map([...siteMedia.values()].map((medium) => [medium.hash, medium]));

  const sign = makeBody(door, { type: doorType, cacheControl: 'public, max-age=86400' });
  server.get(doorPath, (request, reply) => answer(request, reply, sign));
  server.get(stylesheet.path, (request, reply) => answer(request, reply, css));

  server.get<{ Params: { hash: string; name: string } }>('/media/:hash/:name', async (request, reply) => {
    const { hash, name } = request.params;
    if (!/^[0-9a-f]{32}$/.test(hash)) return notFound(reply);
    if (/^\d{1,3}x\d{1,3}\.webp$/.test(name)) {
      const picture = await bodies.get(`small ${hash} ${name}`, async () => {
        const bytes = await small.open(hash, name);
        return bytes && makeBody(bytes, { type: 'image/webp', cacheControl: forAWeek });
      });
      if (picture) {
        reply.header('content-security-policy', fileSecurityPolicy('image/webp'));
        return answer(request, reply.header('cross-origin-resource-policy', 'same-origin'), picture);
      }
    }
    const medium = ofSite.get(hash) ?? (await posts.medium(hash));
    // The name is part of the address: another spelling is another address, and not ours.
    const file = medium?.name === name ? await media.open(medium) : null;
    if (!medium || !file) return notFound(reply);
    const sent = await sendFile(request, reply, {
      path: file.path,
      type: medium.type,
      size: medium.size,
      stamp: null,
      etag: `"${medium.hash}"`,
      cacheControl: forever,
      headers: {
        'content-security-policy': fileSecurityPolicy(medium.type),
        'cross-origin-resource-policy': 'cross-origin',
        ...(shown.test(medium.type) ? {} : { 'content-disposition': 'attachment' }),
      },
    });
    return sent ? reply : notFound(reply);
  });
}
