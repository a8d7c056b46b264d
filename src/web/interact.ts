import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Site } from '../config.ts';
import { absolute, local } from '../config.ts';
import type { Interact, Thing } from '../federation/interact/interact.ts';
import type { InteractView, PageView, SiteView, Theme } from '../theme/theme.ts';
import { answer, notFound } from './answer.ts';
import { deedsFor } from './answer-view.ts';
import { makeBody } from './body.ts';
import { speakerOf } from './conversation-view.ts';
import { readForm } from './forms.ts';
import { interactPath } from './interact-path.ts';
import { authorView } from './site-view.ts';

/** So much of what was typed is shown again. */
const mostShown = 500;

type Lead = InteractView['lead'];
type Deeds = InteractView['deeds'];

const statuses: Partial<Record<Extract<Lead, { state: 'hindered' }>['why'], number>> = {
  foreign: 403,
  often: 429,
  busy: 503,
};

/**
 * The page on which visitors type their handle, and from which they are sent to their own server. Who somebody is stands in
 * no address and no log, is kept nowhere, and is told to nobody but the server that they named.
 */
export async function interactRoutes(
  server: FastifyInstance,
  {
    site,
    view,
    theme,
    interact,
    now,
  }: { site: Site; view: SiteView; theme: Theme; interact: Interact; now: () => Date },
): Promise<void> {
  function send(request: FastifyRequest, reply: FastifyReply, page: InteractView): unknown {
    const status = page.lead?.state === 'hindered' ? (statuses[page.lead.why] ?? 422) : 200;
    const headers = {
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      ...(status === 429 || status === 503 ? { 'retry-after': '60' } : {}),
    };
    const body = makeBody(theme.interact(page).toString(), {
      ...{ type: 'text/html; charset=utf-8', cacheControl: 'no-store', headers },
    });
    return answer(request, reply, body, status);
  }

  function pageOf(thing: Thing, deeds: Deeds, handle = '', lead: Lead = null): InteractView {
    const base: PageView = { site: view, path: interactPath, feeds: null };
    const { uri, address } = thing;
    return { ...base, ...shown(thing), uri, address, deeds, handle: handle.slice(0, mostShown), lead };
  }

  function shown(thing: Thing): Pick<InteractView, 'about' | 'back'> {
    if (thing.kind === 'account') {
      const author = authorView(view, thing.account.user);
      return { about: { kind: 'account', author }, back: author.href ?? local(site, '/') };
    }
    const { post } = thing;
    const back = local(site, post.permalink);
    if (thing.kind === 'post') return { about: { kind: 'post', post }, back };
    const { name } = speakerOf(thing.remark, { site, view });
    return { about: { kind: 'remark', post, speaker: name }, back: `${back}?reply=${thing.remark.key}` };
  }

  const notThere = makeBody(theme.notice({ site: view, path: '/', feeds: null, status: 404 }).toString(), {
    ...{ type: 'text/html; charset=utf-8', cacheControl: 'no-store' },
  });

  const deedsOf = (thing: Thing): Deeds => (thing.kind === 'account' ? ['follow'] : deedsFor(site, thing.post, now()));

  server.get(interactPath, async (request, reply) => {
    const { url = '' } = request.raw;
    const asked = new URLSearchParams(url.slice(url.indexOf('?') + 1));
    const key = /^[1-9]\d{0,8}$/.exec(asked.get('reply') ?? '')?.[0];
    const thing = key === undefined ? await findOne(asked) : await interact.findRemark(Number(key));
    return thing ? send(request, reply, pageOf(thing, deedsOf(thing))) : notFound(reply);
  });

  server.post(interactPath, async (request, reply) => {
    const form = await readForm(request, reply);
    if (!form) return reply;
    const thing = await findOne(form);
    if (!thing) return answer(request, reply, notThere, 404);
    const deeds = deedsOf(thing);
    const handle = form.get('handle') ?? '';
    const deed = deeds.find((one) => one === form.get('deed'));
    if (!deed) return send(request, reply, pageOf(thing, deeds, handle));
    const page = (lead: Lead): unknown => send(request, reply, pageOf(thing, deeds, handle, lead));
    if (!isFromReader(request, site)) return page({ state: 'hindered', why: 'foreign', host: null });
    const target = { object: thing.object, back: absolute(site, pathBack(thing)) };
    return page(await interact.lead({ handle, deed, target, address: request.ip }));
  });

  function findOne(fields: URLSearchParams): Promise<Thing | null> {
    const [uri, ...others] = fields.getAll('uri');
    return uri === undefined || others.length > 0 ? Promise.resolve(null) : interact.find(uri);
  }
}

function pathBack(thing: Thing): string {
  return thing.kind === 'account' ? `/@${thing.account.user}` : thing.post.permalink;
}

/**
 * Whether a reader sent the form, and not a page of somebody else, which would send them where they never asked to go.
 * Nothing is written, so it is laxer than a report: who names no site is let in, as is the page that we sent without one.
 */
function isFromReader({ headers }: FastifyRequest, { origin }: Pick<Site, 'origin'>): boolean {
  const from = headers['sec-fetch-site'];
  if (from !== undefined) return from === 'same-origin' || from === 'none';
  return headers.origin === undefined || headers.origin === 'null' || headers.origin === new URL(origin).origin;
}
