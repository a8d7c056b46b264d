import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute, local } from '../config.ts';
import { blockOf } from '../federation/gate/block.ts';
import { createBuckets } from '../federation/gate/bucket.ts';
import { escapeHtml } from '../html.ts';
import type { Filler } from '../search/fill.ts';
import { readQuery } from '../search/read-query.ts';
import type { Search } from '../search/search.ts';
import { messagesFor } from '../theme/messages/messages.ts';
import type { SearchView, SiteView, Theme } from '../theme/theme.ts';
import { answer, notFound, redirect } from './answer.ts';
import type { Bodies } from './bodies.ts';
import { makeBody } from './body.ts';

export const searchPath = '/search';
export const openSearchPath = '/opensearch.xml';

/** Searches a minute from one block of addresses. The block is in memory alone, and in no log. */
export const searchesPerBlock = 30;
/** Milliseconds that a search waits for the words of what was published just now. */
const patience = 300;

export interface SearchOptions {
  site: Site;
  view: SiteView;
  theme: Pick<Theme, 'search'>;
  posts: Pick<Posts, 'change'>;
  search: Search;
  filler: Pick<Filler, 'fill'>;
  bodies: Bodies;
  now: () => Date;
}

/** Where readers search, without a script: what they typed stands in the address, and in no log. */
export function searchRoutes(server: FastifyInstance, options: SearchOptions): void {
  const { site, view, theme, posts, search, filler, bodies, now } = options;
  const buckets = createBuckets(searchesPerBlock);
  let upTo = -1;

  /** Another process may have published: what is in the index of posts is looked for too, unless there is much of it. */
  async function catchUp(): Promise<void> {
    const change = posts.change();
    if (change === upTo) return;
    const isDone = await Promise.race([
      filler.fill().then(
        () => true,
        () => false,
      ),
      pause(patience, false, { ref: false }),
    ]);
    if (isDone) upTo = change;
  }

  async function viewOf(request: FastifyRequest): Promise<SearchView> {
    const { url = '' } = request.raw;
    const fields = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
    const query = readQuery(fields.get('q') ?? '');
    const base = { site: view, path: searchPath, feeds: null, typed: query.text, isCut: query.isCut };
    const none = { count: 0, isMore: false, posts: [], paging: { page: 1, pages: 1, newer: null, older: null } };
    if (query.text === '') return { ...base, ...none, state: 'asked' };
    if (buckets.take(blockOf(request.ip), now()) > 0) return { ...base, ...none, state: 'often' };
    await catchUp();
    const asked = /^[1-9]\d{0,3}$/.exec(fields.get('page') ?? '')?.[0];
    const { page, pages, ...results } = await search.find(query, Number(asked ?? 1));
    const address = (to: number): string | null =>
      to < 1 || to > pages ? null : local(site, pageAddress(query.text, to));
    const paging = { page, pages, newer: address(page - 1), older: address(page + 1) };
    return { ...base, ...results, paging, state: 'found' };
  }

  server.get(searchPath, async (request, reply) => {
    const page = await viewOf(request);
    const isOften = page.state === 'often';
    const headers = { 'x-robots-tag': 'noindex', ...(isOften ? { 'retry-after': '60' } : {}) };
    const type = 'text/html; charset=utf-8';
    const body = makeBody(theme.search(page).toString(), { type, cacheControl: 'no-store', headers });
    return answer(request, reply, body, isOften ? 429 : 200);
  });

  server.get(`${searchPath}/`, (request: FastifyRequest, reply: FastifyReply) => {
    const { url = '' } = request.raw;
    const query = url.indexOf('?');
    return redirect(reply, absolute(site, searchPath) + (query < 0 ? '' : url.slice(query)));
  });

  server.get(openSearchPath, async (request, reply) => {
    const body = await bodies.get('opensearch', async () =>
      makeBody(openSearch(site, view), { type: 'application/opensearchdescription+xml; charset=utf-8' }),
    );
    return body ? answer(request, reply, body) : notFound(reply);
  });
}

function pageAddress(text: string, page: number): string {
  return `${searchPath}?${new URLSearchParams({ q: text, ...(page > 1 ? { page: String(page) } : {}) })}`;
}

/** What browsers need to offer the blog among their search engines (OpenSearch 1.1). */
function openSearch(site: Site, { title, language, icon }: SiteView): string {
  // At most 16 letters.
  const letters = [...title];
  const name = letters.length > 16 ? `${letters.slice(0, 15).join('')}…` : title;
  const { search } = messagesFor(language);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
    `<ShortName>${escapeHtml(name)}</ShortName>`,
    `<Description>${escapeHtml(search.within(title))}</Description>`,
    '<InputEncoding>UTF-8</InputEncoding>',
    ...(icon
      ? [`<Image type="${escapeHtml(icon.type)}">${escapeHtml(new URL(icon.href, site.origin).href)}</Image>`]
      : []),
    `<Url type="text/html" template="${escapeHtml(absolute(site, searchPath))}?q={searchTerms}"/>`,
    '</OpenSearchDescription>',
    '',
  ].join('\n');
}
