import type { FastifyInstance } from 'fastify';
import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import type { Held } from '../conversation/desk/held.ts';
import type { Listed } from '../conversation/desk/list.ts';
import type { OpenReport } from '../conversation/desk/pending.ts';
import { readReason, sayReason } from '../conversation/moderation/whys.ts';
import { type HeldItem, renderHeldFeed } from '../feeds/held-feed.ts';
import { html, trusted } from '../html.ts';
import { notFound } from './answer.ts';

/** The newest of them. */
const most = 50;

/**
 * The private feed of what waits, `/held/<token>.xml`. Kept by no cache and in no index; whoever has another token gets
 * what every unknown address gets.
 */
export function heldFeedRoute(server: FastifyInstance, { site, held }: { site: Site; held: Held }): void {
  server.get<{ Params: { file: string } }>('/held/:file', async (request, reply) => {
    const [, token = null] = /^([\w-]{43})\.xml$/.exec(request.params.file) ?? [];
    if (token === null || !(await held.key.opens(token))) return notFound(reply);
    const { remarks, reports } = await held.read(most);
    const items = [
      ...remarks.map((remark) => itemOf(remark, site)),
      ...reports.map((report) => complaint(report, site)),
    ];
    const changed = new Date(Math.max(0, ...items.map(({ updated }) => updated.getTime())));
    return reply
      .type('application/atom+xml; charset=utf-8')
      .header('cache-control', 'private, no-store')
      .header('x-robots-tag', 'noindex')
      .header('referrer-policy', 'no-referrer')
      .send(
        renderHeldFeed({
          ...{ id: tag(site, 'held'), title: `${site.title}: held`, language: site.language, changed },
          page: absolute(site, '/'),
          items: items.toSorted((one, other) => other.updated.getTime() - one.updated.getTime()),
        }),
      );
  });
}

function itemOf(
  { key, author, post, title, warning, html: markup, url, uri, decided, received, updated }: Listed,
  site: Site,
): HeldItem {
  const handle = author ? `@${author.handle}` : '';
  const reason = decided && readReason(decided.why);
  const why = reason ? sayReason(reason) : (decided?.why ?? '');
  const content = html`${warning !== null && html`<p><strong>[${warning}]</strong></p>`}${title && html`<p><strong>${title}</strong></p>`}${trusted(markup ?? '')}<hr><p>${why}</p><p><code>postern comments approve ${key}</code></p>`;
  return {
    id: tag(site, `held/${key}`),
    title: `${key}: ${author?.name ?? ''}${post ? `: ${post.title ?? post.slug}` : ''}`,
    author: `${author?.name ?? ''} ${handle}`.trim(),
    url: url ?? uri,
    content: content.toString(),
    updated: updated && updated > received ? updated : received,
  };
}

function complaint({ key, remark, post, account, text, received }: OpenReport, site: Site): HeldItem {
  const about = remark === null ? (post ?? account ?? '') : `#${remark}`;
  return {
    ...{ id: tag(site, `report/${key}`), title: `Report: ${about}`, author: '', url: null, updated: received },
    content: html`<p>${text}</p>`.toString(),
  };
}

/** A name of RFC 4151, which is no address. */
function tag({ origin, base }: Site, what: string): string {
  return `tag:${new URL(origin).host},2026:${base}/${what}`;
}
