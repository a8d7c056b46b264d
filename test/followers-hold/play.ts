import assert from 'node:assert/strict';
import { findPosts } from '../../src/commands/publish/find-posts.ts';
import type { Config } from '../../src/config.ts';
import { eq, inArray, sql } from '../../src/database/drizzle.ts';
import { addFollowers } from '../support/ledger.ts';
import type { TemporarySite } from '../support/site.ts';
import { holdAgainstBlog, holdAgainstWitness } from './hold.ts';
import { matches } from './matches.ts';
import { createTelling, type News } from './news.ts';
import { type Arrival, changeMood, createPeer, type Peer, receive } from './peers.ts';
import { openPlace, type Place } from './place.ts';
import { createShelf } from './shelf.ts';
import { createShown, type Told } from './shown.ts';
import type { Step, Story } from './step.ts';
import { render, type Text } from './text.ts';

export interface Stage {
  config: Config;
  site: TemporarySite;
  /** What is in the folder and was there before the blog began to federate. */
  files: Map<string, Text>;
  start: Date;
}

/** The witness is never down: what it got is what was told. */
export const witness = 'https://witness.example/users/w/inbox';
export const others = [
  'https://one.example/users/a/inbox',
  'https://two.example/users/b/inbox',
  'https://two.example/users/c/inbox',
];

const second = 1000;
const hour = 3600 * second;

/** What a story came to, for the record. */
export interface Played {
  told: number;
  deaths: number;
  deliveries: number;
}

/** Plays a story on a real blog, and holds what its followers were sent to the rules at each step, and at the end. */
export async function play({ steps, auto, confirms }: Story, { config, site, files, start }: Stage): Promise<Played> {
  const peers = new Map<string, Peer>([witness, ...others].map((inbox) => [inbox, createPeer(inbox, start)]));
  const told = peers.get(witness) as Peer;
  /** What had arrived when a process died that had not noted it: that may come twice. */
  const doubtful = new Set<string>();
  const site_ = { ...config.site, publish: { ...config.site.publish, auto } };
  let deaths = 0;

  const place: Place = await openPlace({
    config: { ...config, site: site_ },
    start,
    async post(life, address, bytes) {
      const peer = peers.get(address);
      return peer ? receive(peer, bytes, place.clock.now(), life) : { status: 404, retryAfter: null };
    },
    async onGrave({ query, tables: { activities, deliveries, inboxes } }) {
      deaths += 1;
      const rows = await query
        .select({ id: activities.uri, inbox: inboxes.uri })
        .from(deliveries)
        .innerJoin(activities, eq(activities.key, deliveries.activity))
        .innerJoin(inboxes, eq(inboxes.key, deliveries.inbox))
        .where(sql`${deliveries.outcome} is null`);
      for (const { id, inbox } of rows)
        if (peers.get(inbox)?.arrivals.some((arrival) => arrival.id === id)) doubtful.add(`${id} ${inbox}`);
    },
  });
  const { clock, fuse } = place;

  const shown = createShown();
  const telling = createTelling(shown, { auto });
  shown.publish(files, start);
  telling.begin();
  const isPublished = (path: string): boolean => {
    const text = files.get(path);
    const post = shown.posts.find((each) => each.path === path && each.state === 'live');
    return text !== undefined && post !== undefined && render(path, text) === render(path, post.text);
  };
  const shelf = createShelf(site, files, isPublished);
  let expected: News[] = [];
  let seen = told.arrivals.length;
  let all = 0;

  /** What another process does when it starts. */
  const begins = (): void => {
    const now = clock.now();
    shown.publish(files, now);
    expected.push(...telling.tell(now));
  };

  /** Publishes and tells: the blog, and the rules. */
  async function publish(
    options: {
      hint?: string[];
      isAsked?: boolean;
      confirmed?: boolean;
      beside?: boolean;
      wanted?: { uri: string; life: Told } | null;
    } = {},
  ): Promise<void> {
    const { hint, isAsked = false, confirmed = false, beside = false, wanted = null } = options;
    const isWhole = hint === undefined || hint.some((path) => !files.has(path));
    await place.act(async ({ publisher, announcing, command }) => {
      const look = async (): Promise<void> => {
        await publisher.publish(hint ?? 'everything');
        await announcing.announce();
      };
      const publishAsked = async (): Promise<void> => {
        await command.publisher.publish('everything', { confirmRemovals: confirmed });
        await command.announcing.announce({ now: isAsked, silent: wanted ? [wanted.uri] : [] });
      };
      if (beside) await Promise.all([look(), publishAsked()]);
      else await (isAsked ? publishAsked() : look());
    }, begins);
    const now = clock.now();
    if (beside) shown.publish(files, now);
    if (beside) expected.push(...telling.tell(now));
    shown.publish(files, now, { whole: isWhole, confirmed });
    expected.push(...telling.tell(now, { isAsked, wanted: wanted?.life ?? null }));
  }

  /** Sends, and compares what the witness got with what had to be told. */
  async function deliver(): Promise<void> {
    await place.deliver(begins);
    const ids = new Set(told.arrivals.slice(0, seen).map(({ id }) => id));
    const arrived: Arrival[] = [];
    for (const arrival of told.arrivals.slice(seen)) {
      if (!ids.has(arrival.id)) arrived.push(arrival);
      ids.add(arrival.id);
    }
    seen = told.arrivals.length;
    const missing = expected.filter((news) => {
      const index = arrived.findIndex((arrival) => matches(arrival, news));
      const [found] = index < 0 ? [] : arrived.splice(index, 1);
      if (found) news.life.uri = String((found.activity.object as { id: string }).id);
      return !found;
    });
    all += expected.length;
    expected = [];
    const late = telling.overdue(clock.now());
    assert.deepEqual(
      { missing: missing.map(name), unexpected: arrived.map(({ activity }) => activity), late: late.map(name) },
      { missing: [], unexpected: [], late: [] },
    );
    assert.deepEqual(place.errors, []);
  }

  async function pass(milliseconds: number): Promise<void> {
    const end = new Date(clock.now().getTime() + milliseconds);
    // The watcher looks at everything twice a minute, whatever it was told.
    let sweep: Date | null = new Date(clock.now().getTime() + 30 * second);
    // What waits for the owner is looked for every few minutes; of weeks of that, a part is enough.
    let [idle, stride] = [0, 0];
    for (;;) {
      const before = all + told.arrivals.length;
      const { publisher, announcing } = place.running();
      const [publishing, announcement] = [publisher.nextDue(), announcing.nextDue()];
      const times = [sweep, publishing, announcement, await place.nextDelivery()].filter((time) => time !== null);
      const next = new Date(Math.max(clock.now().getTime() + stride, Math.min(...times.map(Number))));
      if (times.length === 0 || next > end) break;
      clock.jump(next);
      if ((sweep && sweep <= next) || (publishing && publishing <= next)) await publish();
      else if (announcement && announcement <= next) await announce();
      if (sweep && sweep <= next) sweep = null;
      await deliver();
      idle = before === all + told.arrivals.length ? idle + 1 : 0;
      stride = idle < 5 ? 0 : Math.min(hour, 2 * stride + second);
    }
    clock.jump(end);
    await deliver();
  }

  async function announce(): Promise<void> {
    await place.act(async ({ announcing }) => {
      await announcing.announce();
    }, begins);
    expected.push(...telling.tell(clock.now()));
  }

  async function announceOne(pick: number, beside: boolean): Promise<void> {
    const path = shelf.pick(pick);
    await publish();
    const post = shown.posts.find((each) => each.path === path && each.state === 'live');
    const life = post?.lives.at(-1);
    if (!path || !life || path.startsWith('pages/')) return;
    const { chosen } = await findPosts(place.running().raw, config.site, [path]);
    const uri = chosen[0]?.uri;
    assert.ok(uri, `content/${path} is not found`);
    await publish({ isAsked: true, beside, wanted: { uri, life } });
  }

  async function take(step: Step): Promise<void> {
    const ways = { asked: { isAsked: true }, alone: {}, confirmed: { isAsked: true, confirmed: true } } as const;
    if (step.kind === 'publish' && step.how === 'announce') await announceOne(step.pick, step.beside);
    else if (step.kind === 'publish' && step.how === 'hinted') await publish({ hint: shelf.touched() });
    else if (step.kind === 'publish') await publish({ ...ways[step.how as keyof typeof ways], beside: step.beside });
    else if (step.kind === 'wait') await pass(step.minutes * 60 * second);
    else if (step.kind === 'restart') await place.restart(begins);
    else if (step.kind === 'kill') Object.assign(fuse, { left: step.after, during: step.during });
    else if (step.kind === 'mood') changeMood(peers.get(others[step.peer] as string) as Peer, step.mood, clock.now());
    else if (step.kind === 'follow') await follow();
    else if (step.kind === 'leave') await leave(peers.get(others[step.peer] as string) as Peer);
    else await shelf.take(step, clock.now());
    // Renamed and edited between two looks, without an id, is a question to the author: test/blog has its answers.
    if (step.kind === 'move') await publish();
    if ('isPublished' in step && step.isPublished) await publish({ isAsked: true });
    await deliver();
  }

  async function follow(): Promise<void> {
    const inbox = `https://late${peers.size}.example/users/l/inbox`;
    await addFollowers(place.running().raw, 'james', [inbox]);
    peers.set(inbox, createPeer(inbox, clock.now()));
  }

  async function leave(peer: Peer): Promise<void> {
    const { query, tables } = place.running().raw;
    const { followers, people, inboxes } = tables;
    const own = query
      .select({ key: people.key })
      .from(people)
      .innerJoin(inboxes, eq(inboxes.key, people.inbox))
      .where(eq(inboxes.uri, peer.inbox));
    await query.delete(followers).where(inArray(followers.person, own));
    peer.left ??= clock.now();
  }

  try {
    await addFollowers(place.running().raw, 'james', [...peers.keys()]);
    for (const step of steps) await take(step);
    for (const peer of peers.values()) changeMood(peer, 'up', clock.now());
    await shelf.take({ kind: 'fill' }, clock.now());
    await publish({ isAsked: true, confirmed: confirms });
    await pass(25 * hour);
    await pass(49 * hour);
    fuse.left = null;
    await publish({ isAsked: true, confirmed: confirms });
    await deliver();
    await pass(25 * hour);
    await holdAgainstBlog(told, shown.posts, { config, raw: place.running().raw, clock });
    holdAgainstWitness(told, [...peers.values()], { doubtful, wasKilled: deaths > 0, end: clock.now() });
    const deliveries = [...peers.values()].reduce((sum, { arrivals }) => sum + arrivals.length, 0);
    return { told: all, deaths, deliveries };
  } finally {
    await place.close();
  }
}

function name({ type, life, said }: News): string {
  return `${type} ${life.uri ?? life.post.path} (${life.generation})${said ? `: ${said.title}` : ''}`;
}
