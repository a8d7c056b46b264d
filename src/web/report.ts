import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { local } from '../config.ts';
import { cleanMarkup } from '../conversation/clean.ts';
import type { Complaints } from '../conversation/report.ts';
import { blockOf } from '../federation/gate/block.ts';
import { createBuckets } from '../federation/gate/bucket.ts';
import type { ReportView, SiteView, Theme } from '../theme/theme.ts';
import { answer, notFound } from './answer.ts';
import { makeBody } from './body.ts';
import { speakerOf } from './conversation-view.ts';
import { readForm } from './forms.ts';

export const reportPath = '/report';

/** In letters. */
const [mostWords, mostReach, mostShown] = [2000, 200, 300];
/** Reports a minute from one block of addresses. The block is in memory alone, and in no log. */
export const perBlock = 3;

const statuses: Record<ReportView['state'], number> = {
  asked: 200,
  sent: 200,
  empty: 422,
  foreign: 403,
  often: 429,
  full: 503,
};

export interface ReportOptions {
  site: Site;
  view: SiteView;
  theme: Pick<Theme, 'report'>;
  posts: Pick<Posts, 'at'>;
  complaints: Complaints;
  now: () => Date;
}

/** Where readers complain of a comment, without an account and without a script. Only the owner reads what they write. */
export async function reportRoutes(server: FastifyInstance, options: ReportOptions): Promise<void> {
  const { site, view, theme, posts, complaints, now } = options;
  const buckets = createBuckets(perBlock);

  async function viewOf(written: string | null): Promise<{ page: ReportView; post: number | null } | null> {
    if (written === null || !/^[1-9]\d{0,8}$/.test(written)) return null;
    const found = await complaints.shown(Number(written));
    const at = found && (await posts.at(found.post));
    if (!found || at?.kind !== 'post') return null;
    const { remark } = found;
    const text = cleanMarkup(remark.html ?? '')?.text ?? '';
    const page: ReportView = {
      ...{ site: view, path: reportPath, feeds: null, post: at.post, state: 'asked', why: '' },
      remark: {
        key: remark.key,
        name: speakerOf(remark, { site, view }).name,
        // What is behind a warning stays there.
        excerpt: remark.warning === null ? cut(text, mostShown) : remark.warning,
      },
      email: site.contact.email,
      back: `${local(site, at.post.permalink)}?reply=${remark.key}`,
    };
    return { page, post: remark.post };
  }

  function send(request: FastifyRequest, reply: FastifyReply, page: ReportView): unknown {
    const status = statuses[page.state];
    const headers = {
      'x-robots-tag': 'noindex',
      ...(status === 429 ? { 'retry-after': '60' } : status === 503 ? { 'retry-after': '86400' } : {}),
    };
    const type = 'text/html; charset=utf-8';
    return answer(
      request,
      reply,
      makeBody(theme.report(page).toString(), { type, cacheControl: 'no-store', headers }),
      status,
    );
  }

  server.get(reportPath, async (request, reply) => {
    const { url = '' } = request.raw;
    const found = await viewOf(onlyOne(new URLSearchParams(url.split('?')[1] ?? ''), 'reply'));
    return found ? send(request, reply, found.page) : notFound(reply);
  });

  server.post(reportPath, async (request, reply) => {
    const form = await readForm(request, reply);
    if (!form) return reply;
    const found = await viewOf(onlyOne(form, 'reply'));
    if (!found) return notFound(reply);
    const why = plain(form.get('why') ?? '', mostWords);
    const reach = plain(form.get('reach') ?? '', mostReach);
    const page = (state: ReportView['state']) => send(request, reply, { ...found.page, state, why });
    if (!isOwnForm(request, site)) return page('foreign');
    if (why === '') return page('empty');
    if (buckets.take(blockOf(request.ip), now()) > 0) return page('often');
    const text = reach === '' ? why : `${why}\n\n(${reach})`;
    const isKept = await complaints.add({ remark: found.page.remark.key, post: found.post, text }, now());
    return page(isKept ? 'sent' : 'full');
  });
}

function onlyOne(fields: URLSearchParams, name: string): string | null {
  const all = fields.getAll(name);
  return all.length === 1 ? (all[0] ?? null) : null;
}

/** Text of a stranger: in lines, without what a terminal would act on or what turns the direction of all that follows. */
function plain(text: string, most: number): string {
  return cut(
    text
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/gu, '')
      .toWellFormed()
      .trim(),
    most,
  );
}

function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most).join('')}…` : text;
}

/** Browsers say where a form comes from: who says nothing, or names another site, writes nothing here. */
function isOwnForm({ headers }: FastifyRequest, { origin }: Pick<Site, 'origin'>): boolean {
  const from = headers['sec-fetch-site'];
  if (from !== undefined) return from === 'same-origin';
  return headers.origin === new URL(origin).origin;
}
