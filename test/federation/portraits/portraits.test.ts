import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPictures } from '../../../src/conversation/pictures.ts';
import { createReactions } from '../../../src/conversation/reactions.ts';
import { createConversations } from '../../../src/conversation/read.ts';
import { createRemarks } from '../../../src/conversation/remarks.ts';
import type { Database } from '../../../src/database/database.ts';
import { eq } from '../../../src/database/drizzle.ts';
import { createGuard, type Guard } from '../../../src/federation/guard/guard.ts';
import { createPortraits } from '../../../src/federation/portraits/portraits.ts';
import { smallPictures } from '../../../src/media/small-picture.ts';
import { addPost, said, shown } from '../../conversation/keeping.ts';
import { engines } from '../../support/databases.ts';
import { type Stranger, startStranger } from '../../support/stranger.ts';
import { person, save } from '../followers/people.ts';
import { bomb, drawing, film, photograph, png } from './pictures.ts';

const start = new Date('2026-11-21T12:00:00Z');
const [hour, day] = [3600_000, 86_400_000];

let stranger: Stranger;
let guard: Guard;
let photo: Buffer;
let huge: Buffer;

beforeAll(async () => {
  stranger = await startStranger();
  guard = createGuard({
    allowed: 'loopback',
    userAgent: 'Postern/test',
    sign: async () => ({}),
    isRefused: () => false,
    patience: { phase: 300, total: 500 },
  });
  photo = await photograph();
  huge = await bomb();
});

afterAll(async () => {
  await guard?.close();
  await stranger?.close();
});

const serve = (path: string, body: Buffer | string, status = 200, type = 'text/plain') => {
  stranger.at(path, (_, response: ServerResponse) => response.writeHead(status, { 'content-type': type }).end(body));
  return stranger.origin + path;
};

describe.each(engines)('pictures of people, in $name', (engine) => {
  let database: Database;
  let post: number;
  let now: Date;
  let details: object | undefined;
  let blocked: string[];

  beforeEach(async () => {
    database = await engine.open();
    post = await addPost(database, 'hello');
    now = start;
    details = undefined;
    blocked = [];
    stranger.asked.length = 0;
  });
  afterEach(() => database.close());

  /** One pass of the job, as the worker does it. */
  async function pass(after = 0): Promise<void> {
    now = new Date(now.getTime() + after);
    const isBlocked = ({ host }: URL) => blocked.includes(host);
    const { works } = createPortraits({ database, guard, small: smallPictures, isBlocked });
    const done = await works.portraits?.(
      { key: 1, kind: 'portraits', subject: '', host: null, details: details ?? null, attempts: 0, made: now },
      now,
    );
    if (done?.effect) await database.atomically(done.effect);
    details = done?.details ?? details;
  }

  async function change(): Promise<number> {
    const [row] = await database.query.select().from(database.tables.settings);
    return Number(row?.value);
  }

  /** As after anything that changes what is shown. */
  async function changed(): Promise<void> {
    const { settings } = database.tables;
    await database.query.update(settings).set({ value: String((await change()) + 1) });
  }

  async function says(handle: string, name: string, avatar: string | null, own: object = {}): Promise<void> {
    const who = person(handle, { avatar, ...own });
    await save(database, [who]);
    const remarks = createRemarks(database);
    const where = { kind: 'reply' as const, post, account: null };
    await database.atomically((query) => remarks.keep(query, said(who.uri, name, own), where, shown, now));
    await changed();
  }

  async function state(name: string, to: 'held' | 'hidden' | 'shown'): Promise<void> {
    const { remarks } = database.tables;
    await database.query
      .update(remarks)
      .set({ state: to })
      .where(eq(remarks.uri, said('x', name).uri.replace('x', (await byName(name)) ?? '')));
    await changed();
  }

  async function byName(name: string): Promise<string | undefined> {
    const rows = await database.query.select({ uri: database.tables.remarks.uri }).from(database.tables.remarks);
    return rows.find(({ uri }) => uri.endsWith(`/statuses/${name}`))?.uri.replace(`/statuses/${name}`, '');
  }

  async function portraits(): Promise<Record<string, string | null>> {
    const rows = await database.query.select().from(database.tables.people);
    return Object.fromEntries(rows.map(({ user, portrait }) => [user, portrait]));
  }

  const kept = async () =>
    (await database.query.select({ key: database.tables.caches.key }).from(database.tables.caches)).length;
  const served = (path: string | null | undefined) => {
    const [, , hash = '', name = ''] = (path ?? '').split('/');
    return createPictures(database).open(hash, name);
  };

  it('are made of what is shown, named by their content, and told to the pages', async () => {
    const avatar = serve('/ana.jpg', photo);
    await says('ana@a.example', 'hello', avatar);
    await says('bob@a.example', 'held', avatar);
    await state('held', 'held');
    const before = await change();
    await pass();
    const { ana, bob } = await portraits();
    expect([ana, bob]).toEqual([expect.stringMatching(/^\/media\/[0-9a-f]{32}\/80x80\.webp$/), null]);
    expect((await served(ana))?.subarray(8, 12).toString()).toBe('WEBP');
    expect(await served(ana?.replace('80x80', '81x80'))).toBe(null);
    expect(await change()).toBe(before + 1);
    const { replies } = await createConversations(database).of(post);
    expect(replies.map(({ speaker }) => speaker?.portrait)).toEqual([ana]);
  });

  it('are fetched once a week, and again where the address changes', async () => {
    const first = serve('/first.jpg', photo);
    await says('ana@a.example', 'hello', first);
    await pass();
    const before = (await portraits()).ana;
    for (const after of [30_000, hour, day, 5 * day]) await pass(after);
    expect(stranger.count('/first.jpg')).toBe(1);
    serve('/first.jpg', await png(90, 90));
    await pass(2 * day);
    const renewed = (await portraits()).ana;
    expect([stranger.count('/first.jpg'), renewed === before, await kept()]).toEqual([2, false, 1]);
    await save(database, [person('ana@a.example', { avatar: serve('/other.jpg', photo) })]);
    await changed();
    await pass(60_000);
    expect([stranger.count('/other.jpg'), (await portraits()).ana === before]).toEqual([1, true]);
  });

  it('are none of what is no picture, and it is not asked for again', async () => {
    const slow = '/slow.jpg';
    stranger.at(slow, (_, response: ServerResponse) => void response.writeHead(200).write('x'));
    const faults: Record<string, string> = {
      svg: serve('/a.svg', drawing, 200, 'image/png'),
      page: serve('/a.html', '<html>', 200, 'image/jpeg'),
      cut: serve('/cut.jpg', photo.subarray(0, photo.length / 2), 200, 'image/jpeg'),
      bomb: serve('/bomb.png', huge, 200, 'image/png'),
      slow: stranger.origin + slow,
      gone: serve('/gone.jpg', 'gone', 404),
      large: serve('/large.jpg', Buffer.concat([photo, Buffer.alloc(1024 * 1024)]), 200, 'image/jpeg'),
      private: 'http://10.0.0.1/a.jpg',
      words: 'no address',
    };
    for (const [name, avatar] of Object.entries(faults)) await says(`${name}@${name}.example`, name, avatar);
    await says('film@f.example', 'film', serve('/film', await film(), 200, 'text/html'));
    // Four of one server at a time.
    for (let round = 0; round < 3; round += 1) await pass(30_000);
    const made = await portraits();
    expect(Object.entries(made).filter(([, portrait]) => portrait !== null)).toEqual([['film', made.film]]);
    await changed();
    await pass(day);
    for (const name of ['/a.svg', '/a.html', '/cut.jpg', '/bomb.png', '/gone.jpg', '/large.jpg', '/film'])
      expect(stranger.count(name), name).toBe(1);
  });

  it('wait a day for a server that does not answer, and keep what is there meanwhile', async () => {
    const avatar = serve('/weak.jpg', photo);
    await says('ana@a.example', 'hello', avatar);
    await pass();
    const before = await portraits();
    serve('/weak.jpg', 'later', 503);
    await pass(7 * day);
    expect([stranger.count('/weak.jpg'), await portraits()]).toEqual([2, before]);
    await pass(day - hour);
    expect(stranger.count('/weak.jpg')).toBe(2);
    serve('/weak.jpg', 'gone', 410);
    await pass(hour);
    expect([stranger.count('/weak.jpg'), (await portraits()).ana, await kept()]).toEqual([3, null, 0]);
  });

  it('go with the last that is shown: unreachable at once, and removed by the next pass', async () => {
    const avatar = serve('/last.jpg', photo);
    await says('ana@a.example', 'one', avatar);
    await says('ana@a.example', 'two', avatar);
    await says('bob@a.example', 'three', avatar);
    await pass();
    const { ana, bob } = await portraits();
    expect([ana === bob, await kept()]).toEqual([true, 1]);
    await state('one', 'hidden');
    await state('three', 'held');
    await pass(30_000);
    expect([await portraits(), (await served(ana)) === null]).toEqual([{ ana, bob: null }, false]);
    await state('two', 'hidden');
    expect(await served(ana)).toBe(null);
    await pass(30_000);
    expect([await portraits(), await kept()]).toEqual([{ ana: null, bob: null }, 0]);
  });

  it('are not made of those who are only counted, nor of more than stand in a row', async () => {
    const avatar = serve('/crowd.jpg', photo);
    const crowd = Array.from({ length: 33 }, (_, index) => person(`fan${index}@a.example`, { avatar }));
    const shy = person('shy@a.example', { avatar, isDiscoverable: false });
    await save(database, [shy, ...crowd]);
    const reactions = createReactions(database);
    for (const { uri } of [shy, ...crowd])
      await database.atomically((query) =>
        reactions.keep(query, { uri: `${uri}#like`, person: uri, post, kind: 'like', emoji: null }, 'shown', now),
      );
    for (let round = 0; round < 5; round += 1) await pass(30_000);
    const made = Object.entries(await portraits()).filter(([, portrait]) => portrait !== null);
    expect(made.map(([user]) => user).sort()).toEqual(
      crowd
        .slice(0, 30)
        .map(({ user }) => user)
        .sort(),
    );
    // A picture of many is fetched once, whoever says that it is theirs.
    expect(stranger.count('/crowd.jpg')).toBe(1);
  });

  it('are not fetched from a blocked host', async () => {
    await says('mean@a.example', 'mean', serve('/mean.jpg', photo));
    blocked = [new URL(stranger.origin).host];
    await pass();
    expect([stranger.asked, (await portraits()).mean]).toEqual([[], null]);
  });

  it('are none of whom has another by the time it comes', async () => {
    await says('ana@a.example', 'hello', `${stranger.origin}/slow.jpg`);
    stranger.at('/slow.jpg', async (_, response) => {
      await save(database, [person('ana@a.example', { avatar: serve('/new.jpg', photo) })]);
      response.end(photo);
    });
    await pass();
    expect([stranger.count('/slow.jpg'), (await portraits()).ana]).toEqual([1, null]);
  });

  it('are few at a time of one server, and nobody waits for whoever has another avatar every minute', async () => {
    const at = (name: string) => serve(`/${name}.jpg`, photo);
    const flood = Array.from({ length: 14 }, (_, index) => `flood${index}`);
    for (const one of flood) await says(`${one}@a.example`, one, at(one));
    await pass();
    expect(stranger.asked).toHaveLength(4);
    await says('ana@b.example', 'late', at('late'));
    for (let round = 0; round < 40; round += 1) {
      for (const one of flood) await save(database, [person(`${one}@a.example`, { avatar: at(`${one}-${round}`) })]);
      await changed();
      stranger.asked.length = 0;
      await pass(30_000);
      expect(stranger.asked.length).toBeLessThanOrEqual(4);
      if ((await portraits()).ana) break;
    }
    expect((await portraits()).ana).not.toBe(null);
  });

  it('are custom emoji too, as long as something that is shown uses them', async () => {
    const blob = serve('/blob.png', await png(90, 60));
    const broken = serve('/broken.png', 'x', 404);
    await says('ana@a.example', 'hello', null, { emoji: { blob, broken } });
    await says('bob@a.example', 'plain', null);
    const like = { uri: 'https://a.example/like', person: person('bob@a.example').uri, post, kind: 'like' as const };
    const cat = serve('/cat.png', await png(40, 40));
    await database.atomically((query) =>
      createReactions(database).keep(query, { ...like, emoji: { text: ':cat:', url: cat } }, 'shown', now),
    );
    const dog = serve('/dog.png', await png(40, 40));
    await database.atomically((query) => [
      ...createReactions(database).keep(
        query,
        { ...like, uri: `${like.uri}/hidden`, emoji: { text: ':dog:', url: dog } },
        'hidden',
        now,
      ),
    ]);
    await pass();
    expect(stranger.count('/dog.png')).toBe(0);
    const { pictures, likes } = await createConversations(database).of(post);
    const path = pictures.get(blob);
    expect([...pictures.keys()].sort()).toEqual([blob, cat].sort());
    expect([path, likes[0]?.picture]).toEqual([expect.stringMatching(/\/60x40\.webp$/), cat]);
    expect(await served(path)).not.toBe(null);
    await changed();
    await pass(day);
    expect([stranger.count('/blob.png'), stranger.count('/broken.png')]).toEqual([1, 1]);
    await state('hello', 'hidden');
    await pass(day);
    expect([await served(path), await kept()]).toEqual([null, 1]);
  });
});
