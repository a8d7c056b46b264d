import { createHash } from 'node:crypto';
import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { decisionSteps } from '../../conversation/desk/decide.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import { readInOrder } from '../../conversation/desk/pending.ts';
import { subjectOf } from '../../conversation/desk/subject.ts';
import { answerOwner, type Word } from '../../conversation/moderation/owner-word.ts';
import type { Remark } from '../../conversation/remark.ts';
import type { Remarks } from '../../conversation/remarks.ts';
import { countUp } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, inArray } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { html } from '../../html.ts';
import type { Blocks } from '../blocks.ts';
import type { Handlers } from '../inbox/handlers.ts';
import type { Effect, Handler, Incoming } from '../inbox/incoming.ts';
import { idOf, isObject } from '../inbox/reference.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { People } from '../people/people.ts';
import { readReaction, readUndo } from '../remarks/read-reaction.ts';
import { readRemark } from '../remarks/read-remark.ts';
import { actorName } from '../spelling.ts';
import type { Early } from '../talk/early.ts';
import { isAgreeing } from './agreeing.ts';
import { wordsIn } from './messages.ts';
import { directMessage, newNoticeId, noticePath } from './note.ts';
import type { Owners } from './owners.ts';
import { type Order, readAnswer } from './words.ts';

type Notice = Tables['notices']['$inferSelect'];

export interface DecidingParts {
  site: Pick<Site, 'origin' | 'base' | 'accounts' | 'language'>;
  database: Database;
  owners: Pick<Owners, 'isOwner'>;
  people: Pick<People, 'find'>;
  remarks: Pick<Remarks, 'find'>;
  early: Pick<Early, 'has'>;
  blocks: Pick<Blocks, 'add' | 'isBlocked'>;
  ledger: Pick<Ledger, 'add'>;
}

/** As `decisions.why` has it. */
const liked = 'liked';
const unliked = 'unliked';
const answered = 'answered';

/** So long a Like can be taken back that is only named by its id. */
const likeIsKept = 90 * 86_400_000;

/** So many answers to one message get one that says they were not understood: who answers by themselves would never stop. */
const mostReplies = 5;

/**
 * What the author decides from an account elsewhere: laid over what comes in. Of everybody who is not a proven owner
 * everything is as it was.
 */
export function createDeciding(parts: DecidingParts): { over(handlers: Handlers): Handlers } {
  const { site, database, owners, people, remarks, early, blocks, ledger } = parts;
  const { query, tables } = database;
  const { caches, notices } = tables;
  const noticeStart = absolute(site, noticePath(''));

  /** A message of ours to this owner, by its address. */
  async function noticeAt(address: string | null, owner: string): Promise<Notice | null> {
    if (!address?.startsWith(noticeStart)) return null;
    const id = address.slice(noticeStart.length);
    const [notice] = await query
      .select()
      .from(notices)
      .where(and(eq(notices.id, id), eq(notices.owner, owner)));
    return notice ?? null;
  }

  const listed = (keys: readonly number[]): Promise<Listed[]> => readInOrder(database, keys);

  /** Of what a message lists that which still is as the message tells it: an edit of it is told anew. */
  async function asTold({ remarks: keys, made }: Notice): Promise<Set<number>> {
    const { key, notified } = tables.remarks;
    if (keys.length === 0) return new Set();
    const rows = await query
      .select({ key })
      .from(tables.remarks)
      .where(and(inArray(key, keys), eq(notified, made)));
    return new Set(rows.map((row) => row.key));
  }

  /** The remark of that id, if it waits. */
  async function heldAt(uri: string | null): Promise<Listed | null> {
    const known = uri === null ? null : await remarks.find(uri);
    return known?.row.state === 'held' ? ((await listed([known.row.key]))[0] ?? null) : null;
  }

  async function decide(
    one: Listed,
    word: Word,
    by: string,
    why: string,
    now: Date,
  ): Promise<Effect | 'already' | null> {
    const isBlocked = one.author !== null && (await blocks.isBlocked(new URL(one.author.uri)));
    const answer = answerOwner(word, subjectOf(one, isBlocked));
    if (answer.answer !== 'done') return answer.answer === 'already' ? 'already' : null;
    return (builder) => decisionSteps(database, builder, one, { state: answer.state, why, by }, now);
  }

  /** Approves what waits of these. */
  async function approve(some: readonly Listed[], by: string, why: string, now: Date): Promise<Effect[]> {
    const held = some.filter(({ state }) => state === 'held');
    const effects = await Promise.all(held.map((one) => decide(one, 'approve', by, why, now)));
    return effects.filter((effect) => typeof effect === 'function');
  }

  /** What a like of this approves, or approved. */
  async function meantBy(object: string, owner: string): Promise<Listed[]> {
    const notice = await noticeAt(object, owner);
    if (!notice) {
      const known = await remarks.find(object);
      return known ? listed([known.row.key]) : [];
    }
    const told = await asTold(notice);
    return (await listed(notice.remarks)).filter(({ key }) => told.has(key));
  }

  async function like({ activity, actor, now }: Incoming): Promise<Effect | null> {
    const reading = readReaction(activity);
    if (!reading.ok || reading.reaction.kind !== 'like') return null;
    const { uri, object, emoji } = reading.reaction;
    if (!isAgreeing(emoji) || (await early.has('undone', actor, uri))) return null;
    const effects = await approve(await meantBy(object, actor), actor, liked, now);
    if (effects.length === 0) return null;
    const kept = {
      key: likeKey(actor, uri),
      value: object,
      stored: now,
      expires: new Date(now.getTime() + likeIsKept),
    };
    return together([...effects, (builder) => [builder.insert(caches).values(kept).onConflictDoNothing()]]);
  }

  /** Taken back where nothing else was decided since. */
  async function unlike({ activity, actor, now }: Incoming): Promise<Effect | null> {
    const reading = readUndo(activity);
    if (!reading.ok) return null;
    const { uri, reaction } = reading.undone;
    const key = likeKey(actor, uri ?? '');
    const [kept] = uri === null ? [] : await query.select().from(caches).where(eq(caches.key, key));
    const object = kept?.value ?? (reaction?.kind === 'like' ? reaction.object : null);
    if (object === null) return null;
    const back = (await meantBy(object, actor)).filter(
      ({ state, decided }) => state === 'shown' && decided?.by === actor && decided.why === liked,
    );
    if (back.length === 0) return null;
    return (builder) => [
      ...back.flatMap((one) => decisionSteps(database, builder, one, { state: 'held', why: unliked, by: actor }, now)),
      builder.delete(caches).where(eq(caches.key, key)),
    ];
  }

  /** An answer to one of our messages. What was decided since it was written stays as it is. */
  async function obey(notice: Notice, remark: Remark, { actor, now }: Incoming, at = now): Promise<Effect | null> {
    const all = (await listed(notice.remarks)).filter(({ decided }) => decided === null || decided.at <= at);
    const orders = readAnswer(remark.text, notice.remarks.length);
    if (!orders) return reply(notice, remark, now, wordsIn(site.language).unread(notice.remarks.length));
    const told = await asTold(notice);
    const effects: Effect[] = [];
    let isRefused = false;
    for (const { word, places } of orders) {
      for (const one of all.filter(({ key }) => isMeant(notice, key, places))) {
        if (word === 'block') {
          isRefused ||= !(await block(one, now));
          continue;
        }
        const isChanged = word === 'approve' && one.state !== 'shown' && !told.has(one.key);
        const effect = isChanged ? null : await decide(one, word, actor, answered, now);
        if (typeof effect === 'function') effects.push(effect);
        isRefused ||= effect === null;
      }
    }
    if (isRefused) effects.push(await reply(notice, remark, now, wordsIn(site.language).refused));
    return effects.length === 0 ? null : together(effects);
  }

  /** At once, and before anything else: what it hides need not be decided. */
  async function block({ author }: Listed, now: Date): Promise<boolean> {
    if (!author) return false;
    await blocks.add({ name: actorName(new URL(author.uri)), kind: 'actor', why: answered }, now);
    return true;
  }

  /** A short message that says why nothing, or not everything, was done. An answer to it is one to the first. */
  async function reply(
    { owner, account, remarks: keys, made }: Notice,
    { uri }: Remark,
    now: Date,
    text: string,
  ): Promise<Effect> {
    const to = await people.find(owner);
    const from: Pick<Account, 'id'> | undefined = site.accounts.find(({ id }) => id === account);
    const said = await query.$count(notices, and(eq(notices.owner, owner), eq(notices.made, made)));
    if (!to || !from || said > mostReplies) return () => [];
    const id = newNoticeId();
    const message = directMessage({ id, content: html`<p>${text}</p>`, to, about: uri, now }, { site, account: from });
    return (builder) => [
      builder.insert(notices).values({ id, owner, account, remarks: keys, made }),
      ...ledger.add(builder, message, now),
    ];
  }

  /** What an owner writes, and which message of ours it answers. */
  async function readWritten({
    activity,
    actor,
    now,
  }: Incoming): Promise<{ remark: Remark; notice: Notice | null } | null> {
    const [object] = [activity.object].flat();
    const reading = isObject(object) ? readRemark(object, { author: actor, now, activity }) : null;
    return reading?.ok ? { remark: reading.remark, notice: await noticeAt(reading.remark.parent, actor) } : null;
  }

  /** An answer to a message, or to a comment that waits, which both are shown then. */
  async function say(incoming: Incoming, inner: Handler): Promise<Effect | null> {
    const { actor, now } = incoming;
    const written = await readWritten(incoming);
    if (!written) return inner(incoming);
    const { remark, notice } = written;
    if (notice) return obey(notice, remark, incoming);
    const isPublic = remark.visibility === 'public' || remark.visibility === 'unlisted';
    const held = isPublic ? await heldAt(remark.parent) : null;
    // Of what it says since it was edited they knew nothing.
    const isKnown = held !== null && (held.updated === null || held.updated <= remark.published);
    const [said, approved] = [await inner(incoming), isKnown ? await approve([held], actor, answered, now) : []];
    return said || approved.length > 0 ? together([...(said ? [said] : []), ...approved]) : null;
  }

  /** An answer to a message that was written anew, as one does who was not understood. */
  async function mend(incoming: Incoming, inner: Handler): Promise<Effect | null> {
    const written = await readWritten(incoming);
    if (!written?.notice) return inner(incoming);
    const { notice, remark } = written;
    return remark.updated && obey(notice, remark, incoming, remark.updated);
  }

  /** Whose account ends is an owner no more until its profile says so again: another may come by that name. */
  async function leave(incoming: Incoming, inner: Handler): Promise<Effect | null> {
    const { activity, actor, now } = incoming;
    const said = await inner(incoming);
    if (idOf(activity.object) !== actor) return said;
    const why = 'its server says that the account is deleted\nTake it out of `owners`.';
    const isTheirs = eq(tables.owners.actor, actor);
    const end: Effect = (builder) => [
      builder.update(tables.owners).set({ proven: null, checked: now, why }).where(isTheirs),
      countUp(builder, tables, now),
    ];
    return together([...(said ? [said] : []), end]);
  }

  const byOwner =
    (mine: (incoming: Incoming, inner: Handler) => Promise<Effect | null>, inner: Handler): Handler =>
    async (incoming) =>
      (await owners.isOwner(incoming.actor)) ? mine(incoming, inner) : inner(incoming);
  const first =
    (mine: Handler) =>
    async (incoming: Incoming, inner: Handler): Promise<Effect | null> =>
      (await mine(incoming)) ?? inner(incoming);

  return {
    over(handlers) {
      const own: Record<string, (incoming: Incoming, inner: Handler) => Promise<Effect | null>> = {
        Like: first(like),
        Undo: first(unlike),
        Create: say,
        Update: mend,
        Delete: leave,
      };
      const wrapped = Object.entries(own).flatMap(([type, mine]): [string, Handler][] => {
        const inner = handlers[type];
        return inner ? [[type, byOwner(mine, inner)]] : [];
      });
      return Object.assign(Object.create(null) as Record<string, Handler>, handlers, Object.fromEntries(wrapped));
    },
  };
}

function isMeant({ remarks }: Notice, key: number, places: Order['places']): boolean {
  return !Array.isArray(places) || places.includes(remarks.indexOf(key) + 1);
}

function likeKey(actor: string, uri: string): string {
  return `liked:${createHash('sha256').update(`${actor}\n${uri}`).digest('hex')}`;
}

function together(effects: readonly Effect[]): Effect {
  return (builder: Query): Step[] => effects.flatMap((effect) => effect(builder));
}
