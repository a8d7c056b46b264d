import { readRemark } from '../remarks/read-remark.ts';
import { addressOf, originOf } from '../remarks/value.ts';
import { fetched } from './fetched.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Handler, Incoming } from './incoming.ts';
import { idOf, isObject } from './reference.ts';

/**
 * A QuoteRequest (FEP-044f): somebody wants to quote a post, and shows what quotes it. That is kept as every quote is, and the
 * request answered by `quotes` of postern.yaml. What is not the sender's own, or does not quote that post, does nothing.
 * @throws Unreadable when what quotes cannot be read now: its server is to ask again.
 */
export function handleQuoteRequest({ talk, quotes }: Pick<HandlerOptions, 'talk' | 'quotes'>): Handler {
  const { places, remarks, early, judging, speaker, take } = talk;
  return async (incoming) => {
    const { activity, actor, id, account, now, load } = incoming;
    const object = addressOf(idOf(activity.object));
    const post = object === null ? null : await places.post(object);
    if (object === null || !post) return null;
    const reading = readRemark(await quoteIn(activity.instrument, actor, load), { author: actor, now, activity });
    if (!reading.ok || reading.remark.quoted === null) return null;
    const { remark, held } = reading;
    const quoted = await places.post(reading.remark.quoted);
    if (quoted?.key !== post.key || (await early.has('gone', actor, remark.uri))) return null;
    const known = await remarks.find(remark.uri);
    // By somebody else of that server.
    if (known && known.row.state !== 'gone' && known.author !== actor) return null;
    const said = await speaker(actor, load, now);
    if (!said) return null;

    const taken = await take({ remark, held, account, now, load });
    const request = { id, actor, object, instrument: remark.uri };
    const may = await judging.quote(actor, post.key);
    const answer = await quotes.answer({ request, post: post.key, inbox: said.person.inbox, may, known, now });
    return taken || answer ? (query) => [...(taken?.(query) ?? []), ...(answer?.(query) ?? [])] : null;
  };
}

/** What quotes: embedded by its author, or as its author's own server shows it. */
async function quoteIn(instrument: unknown, actor: string, load: Incoming['load']): Promise<unknown> {
  const [only] = [instrument].flat();
  if (isObject(only)) return only;
  const id = addressOf(idOf(instrument));
  if (id === null || originOf(id) !== originOf(actor)) return null;
  return fetched(id, { actor, load });
}
