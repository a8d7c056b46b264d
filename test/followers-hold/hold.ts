import assert from 'node:assert/strict';
import { createPosts } from '../../src/blog/published.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { createFederation } from '../../src/federation/federation.ts';
import { createLog } from '../../src/log.ts';
import { says } from './matches.ts';
import type { Arrival, Json, Peer } from './peers.ts';
import { isSame, type Known, saidOf } from './shown.ts';

/** The witness holds what the blog shows, and nothing else; what it was told of and is gone answers 410. */
export async function holdAgainstBlog(
  { held, burnt }: Peer,
  posts: Known[],
  { config, raw, clock }: { config: Config; raw: Database; clock: Clock },
): Promise<void> {
  const log = createLog({ log: 'pretty', logLevel: 'silent' });
  const index = await createPosts(raw, config.site);
  const federation = await createFederation({ ...config, database: raw, posts: index, medium: () => null, clock, log });
  const get = async (uri: string): Promise<{ status: number; object: Json }> => {
    const { pathname: path } = new URL(uri);
    const answer = await federation.answer({ method: 'GET', path, query: '', accept: 'application/activity+json' });
    return { status: answer?.status ?? 404, object: answer?.text.startsWith('{') ? JSON.parse(answer.text) : {} };
  };
  try {
    const wanted = new Set<string>();
    for (const post of posts) {
      for (const { uri, state, said, isGone } of post.lives) {
        if (uri === null) continue;
        const { status, object } = await get(uri);
        if (isGone) {
          assert.deepEqual([uri, status, object.type, burnt.has(uri)], [uri, 410, 'Tombstone', true]);
          continue;
        }
        wanted.add(uri);
        assert.equal(state, 'told');
        const copy = held.get(uri);
        assert.ok(copy && said && says(copy, said), `${uri} is held as ${JSON.stringify(copy)}`);
        const isKept = post.text.federate === 'false' || post.state === 'hidden';
        if (post.text.federate === 'false') assert.deepEqual([uri, status], [uri, 404]);
        else assert.deepEqual([uri, status], [uri, 200]);
        if (!isKept && isSame(said, saidOf(post))) assert.deepEqual(bare(copy), bare(object));
        else assert.ok(isKept || post.text.minor, `${uri} is held otherwise than it is shown`);
      }
    }
    assert.deepEqual([...held.keys()].sort(), [...wanted].sort());
  } finally {
    await federation.close();
  }
}

/** Without what only a document of its own has: its context, and the counts of what others did. */
function bare({ '@context': _context, replies: _replies, likes: _likes, shares: _shares, ...object }: Json): Json {
  return object;
}

const hour = 3600_000;
const patience = 7 * 24 * hour;
/** A server that is there for so long is tried meanwhile, however long it was away. */
const visit = 20 * hour;

/**
 * All others hold what the witness holds, as far as they followed then, and were there often enough.
 * @param wasKilled whether a process died: of what it had taken to send nobody knows whether it arrived.
 */
export function holdAgainstWitness(
  told: Peer,
  peers: Peer[],
  { doubtful, wasKilled, end }: { doubtful: Set<string>; wasKilled: boolean; end: Date },
): void {
  const bytes = new Map<string, string>();
  for (const peer of peers) {
    const answered = new Map<string, number>();
    for (const { id, type, bytes: text, answered: isTaken, life } of peer.arrivals) {
      const before = answered.get(id);
      if (before !== undefined && !doubtful.has(`${id} ${peer.inbox}`))
        assert.fail(`${id} came again to ${peer.inbox}, in life ${life} after ${before}`);
      if (isTaken) answered.set(id, life);
      // A post that waits for a server that is down goes there as it is by then.
      if (type === 'Create') continue;
      assert.equal(bytes.get(id) ?? text, text, `${id} is not always the same`);
      bytes.set(id, text);
    }
    for (const id of subjectsOf(told)) holdNoHistory(told, peer, id);
    for (const id of subjectsOf(told)) holdOne(told, peer, id, end);
    for (const id of wasKilled ? [] : subjectsOf(told)) holdNoEcho(peer, id);
    const strange = [...peer.held.keys(), ...peer.burnt].filter((id) => !told.held.has(id) && !told.burnt.has(id));
    assert.deepEqual([peer.inbox, strange], [peer.inbox, []]);
  }
}

function subjectsOf({ arrivals }: Peer): Set<string> {
  return new Set(arrivals.map(({ activity }) => String((activity.object as Json).id)));
}

/** Whoever was away gets what is so now, and not how it came to be: nothing comes for the first time that was overtaken. */
function holdNoHistory(told: Peer, peer: Peer, id: string): void {
  const about = ({ arrivals }: Peer) => arrivals.filter(({ activity }) => (activity.object as Json).id === id);
  const news = about(told);
  const first = new Map(
    about(peer)
      .map((arrival) => [arrival.id, arrival] as const)
      .toReversed(),
  );
  for (const [name, { at, type }] of first) {
    const index = news.findIndex((one) => one.id === name);
    const later = news
      .slice(index + 1)
      .find((one) => one.at < at && isFor(peer, one) && (type !== 'Create' || one.type === 'Delete'));
    if (index >= 0 && later) assert.fail(`${name} comes to ${peer.inbox} when ${later.id} was told already`);
  }
}

/** Whoever got a post with its edits in it is told of none of these again, unless something may have arrived before. */
function holdNoEcho(peer: Peer, id: string): void {
  const news = peer.arrivals.filter(({ activity }) => (activity.object as Json).id === id);
  const post = news.find(({ type }) => type === 'Create');
  if (!post || news.some(({ answered }) => !answered)) return;
  const edited = ({ activity }: Arrival): number => Date.parse(String((activity.object as Json).updated ?? 0));
  const echo = news.find((one) => one.type === 'Update' && edited(one) <= edited(post));
  if (echo) assert.fail(`${echo.id} comes to ${peer.inbox}, where the post came with it`);
}

/** Whoever has left is told of removals alone, so that no edit takes the place of one that waits for them. */
function isFor({ left }: Peer, { type, at }: Arrival): boolean {
  return left === null || type === 'Delete' || at < left;
}

function holdOne(told: Peer, peer: Peer, id: string, end: Date): void {
  const news = told.arrivals.filter(({ activity }) => (activity.object as Json).id === id);
  // What a follower was not there for it may have or not.
  if (news.some(({ at, type }) => type === 'Create' && at <= peer.joined)) return;
  if (news.some(({ at }) => !wasThere(peer, at, end))) return;
  // Whoever leaves is told that something is gone all the same, and needs to be told nothing else.
  if (peer.left && !(told.burnt.has(id) && news.every(({ at, type }) => type === 'Delete' || at < (peer.left ?? end))))
    return;
  const [copy, original] = [peer.held.get(id), told.held.get(id)];
  if (original === undefined) assert.equal(copy, undefined, `${peer.inbox} still holds ${id}`);
  else assert.deepEqual(withoutInstants(copy), withoutInstants(original), `${peer.inbox} holds ${id} otherwise`);
}

/** A Create that carries the newest text needs no `updated`. */
function withoutInstants(object: Json | undefined): Json | undefined {
  if (!object) return undefined;
  const { updated: _updated, ...said } = object;
  return said;
}

/** Whether a server was up for long enough, within seven days after it was to be told. */
function wasThere({ moods }: Peer, told: Date, end: Date): boolean {
  const from = told.getTime();
  return moods.some(({ at, mood }, index) => {
    const until = moods[index + 1]?.at ?? end;
    const isUp = moods[index]?.mood === 'up' && mood === 'up';
    return isUp && Math.min(+until, from + patience) - Math.max(+at, from) >= visit;
  });
}
