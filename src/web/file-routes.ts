import type { FastifyInstance } from 'fastify';
import type { Posts } from '../blog/posts.ts';
import type { Medium } from '../content/post.ts';
import { type Size, sizesOf } from '../content/sizes.ts';
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
  /** A picture in another size, made for whoever asks first; null where that cannot be. `size` is in bytes. */
  sizes: { open(medium: Medium, size: Size, urgent: boolean): Promise<{ path: string; size: number } | null> };
}

/** Who waits longer than that for a size of a picture gets the picture as it is, in milliseconds. */
const patience = 5000;

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
    const size = medium && medium.name !== name ? sizesOf(medium).find((one) => one.name === name) : undefined;
    if (!medium || (medium.name !== name && !size)) return notFound(reply);
    const made = size && (await inTime(media.sizes.open(medium, size, true)));
    const whole = made ? null : await media.open(medium);
    const file = made ?? (whole && { path: whole.path, size: medium.size });
    if (!file) return notFound(reply);
    const type = made ? `image/${size.format}` : medium.type;
    const sent = await sendFile(request, reply, {
      ...file,
      type,
      stamp: null,
      // A size that was made anew, by another version of the encoder, may have other bytes.
      etag: made ? `"${medium.hash}-${size.width}-${size.format}-${made.size}"` : `"${medium.hash}"`,
      // What stands in for a size is that picture's and not this address's.
      cacheControl: size && !made ? 'no-store' : forever,
      headers: {
        'content-security-policy': fileSecurityPolicy(type),
        'cross-origin-resource-policy': 'cross-origin',
        ...(shown.test(type) ? {} : { 'content-disposition': 'attachment' }),
      },
    });
    return sent ? reply : notFound(reply);
  });
}

/** What is asked for, or null where it is not there in time; it is made all the same. */
async function inTime<T>(made: Promise<T | null>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patience);
  });
  try {
    return await Promise.race([made, late]);
  } finally {
    clearTimeout(timer);
  }
}
