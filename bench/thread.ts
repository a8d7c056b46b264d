import { join } from 'node:path';
import { cleanMarkup } from '../src/conversation/clean.ts';
import { countUp } from '../src/database/change.ts';
import { openDatabase } from '../src/database/database.ts';
import { eq } from '../src/database/drizzle.ts';
import { createPeople } from '../src/federation/people/people.ts';
import { ask } from './ask.ts';
import type { GeneratedBlog } from './blog.ts';
import { type Figure, median } from './figure.ts';
import { startPostern } from './program.ts';
import { accept, besideBare, inTurns, kilobytes, type Load, requestOf } from './serve.ts';

/** So many replies from so many people, and likes and boosts of all of them. */
const [replies, persons] = [2_000, 500];

const said =
  '<p>@bench What I like about the gate is that it opens both ways, as <a href="https://example.org/gates">somebody</a> wrote.</p><p>And who oils it?</p>';

/**
 * Writes a thread below a post: a third answers the post, the others anything that was said before. Nobody serves the
 * blog meanwhile.
 */
export async function writeThread(blog: GeneratedBlog, index: number): Promise<void> {
  const database = await openDatabase(join(blog.folder, 'data/postern.db'));
  const { people, posts, reactions, remarks } = database.tables;
  const now = new Date();
  const [post] = await database.query
    .select({ key: posts.key })
    .from(posts)
    .where(eq(posts.permalink, blog.path(index)));
  if (!post) throw new Error('There is no such post.');
  const store = createPeople({ database });
  for (let at = 0; at < persons; at += 100)
    await database.atomically((query) =>
      Array.from({ length: 100 }, (_, offset) => store.save(query, person(at + offset), now)).flat(),
    );
  const keys = (await database.query.select({ key: people.key }).from(people)).map(({ key }) => key);
  const clean = cleanMarkup(said);
  const uri = (at: number): string => `https://server${at % 40}.example/users/u${at % persons}/statuses/${at}`;
  const rows = Array.from({ length: replies }, (_, at) => ({
    ...{ uri: uri(at), person: keys[at % persons] ?? null, kind: 'reply' as const, post: post.key },
    parent: at % 3 === 0 ? `https://bench.example.com/ap/posts/${index}` : uri((at * 7919) % at),
    ...{ state: 'shown' as const, visibility: 'public' as const, url: uri(at), html: clean?.html ?? '' },
    ...{ extras: { media: [], emoji: {}, mentions: [] }, published: new Date(now.getTime() - 60_000 * (replies - at)) },
    received: now,
  }));
  const done = keys.flatMap((key, at) =>
    (['like', 'boost'] as const).map((kind) => {
      const id = `https://server${at % 40}.example/${kind}/${at}`;
      return {
        uri: id,
        kind,
        person: key,
        post: post.key,
        slot: kind === 'boost' ? id : '',
        state: 'shown' as const,
        received: now,
      };
    }),
  );
  for (let from = 0; from < replies; from += 200)
    await database.atomically((query) => [query.insert(remarks).values(rows.slice(from, from + 200))]);
  for (let from = 0; from < done.length; from += 200)
    await database.atomically((query) => [query.insert(reactions).values(done.slice(from, from + 200))]);
  await database.atomically((query) => [countUp(query, database.tables, now)]);
  await database.close();
}

function person(at: number) {
  const [host, user] = [`server${at % 40}.example`, `u${at}`];
  const id = `https://${host}/users/${user}`;
  return {
    ...{ uri: id, user, host, name: `Person Number ${at}`, inbox: `${id}/inbox`, sharedInbox: `https://${host}/inbox` },
    ...{ url: `https://${host}/@${user}`, avatar: null, isDiscoverable: true, isIndexable: true },
  };
}

/**
 * The page of a post with 2,000 replies: made by a server for the first time, made by one that is warm (pages of the
 * thread that nobody asked for yet), and read while nothing changes.
 */
export async function measureThread(blog: GeneratedBlog, index: number, load: Load): Promise<Figure[]> {
  const path = blog.path(index);
  await writeThread(blog, index);
  const firsts: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    // It has answered something else by then, as any server has, and what a start leaves to be done is done.
    const program = await startPostern(blog.folder, blog.path(index + 1));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    firsts.push(await timed(program.port, path));
    await program.stop();
  }
  const postern = await startPostern(blog.folder, path);
  try {
    const others: number[] = [];
    for (let page = 2; page <= 16; page += 1) others.push(await timed(postern.port, `${path}?replies=${page}`));
    return await besideBare(postern, path, async (bare, recorded) => {
      await timed(bare.port, path);
      const written = await timed(bare.port, path);
      const read = await inTurns(postern.port, bare.port, requestOf(path), load);
      const name = `2,000 replies (${kilobytes(recorded)} kB)`;
      return [
        made(`${name}: the first that a server makes`, median(firsts), written),
        made('2,000 replies: a page that is not made yet', median(others), written),
        { what: '2,000 replies: a page that is', unit: 'per second', ...read, goal: { ratio: 0.65 } },
      ];
    });
  } finally {
    await postern.stop();
  }
}

async function timed(port: number, path: string): Promise<number> {
  const begun = performance.now();
  const { status } = await ask(port, path, accept);
  if (status !== 200) throw new Error(`${path} answers ${status}.`);
  return performance.now() - begun;
}

function made(what: string, postern: number, bare: number): Figure {
  return { what, unit: 'ms', postern, bare, ratio: postern / bare, goal: { milliseconds: 100 } };
}
