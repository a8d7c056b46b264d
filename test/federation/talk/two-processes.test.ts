import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Unmet } from '../../../src/database/database.ts';
import { readRemark } from '../../../src/federation/remarks/read-remark.ts';
import { engines } from '../../support/databases.ts';
import { actor, blog, note, openWorld, type World } from './world.ts';

describe.each(engines)('what two processes decide about at once, on $name,', ({ open }) => {
  let world: World;
  let ada: string;
  beforeEach(async () => {
    world = await openWorld(await open());
    ada = actor(world.web, 'ada@a.example');
  });
  afterEach(() => world.database.close());

  /** What a process would write, having read what is there by now. */
  async function decided(content: string, updated?: string) {
    const now = world.clock.now();
    const own = { inReplyTo: `${blog}/ap/posts/hello`, published: '2026-11-20T09:00:00Z', content };
    const document = note(ada, 'one', updated === undefined ? own : { ...own, updated });
    const reading = readRemark(document, { author: ada, now });
    if (!reading.ok) throw new Error(reading.why);
    const load = async (url: string) => ({ contextUrl: null, documentUrl: url, document: world.web.get(url) });
    const { remark, held } = reading;
    const effect = await world.talk.take({ remark, held, account: null, now, load, isEdit: updated !== undefined });
    if (!effect) throw new Error('It is nothing new.');
    return effect;
  }

  test('an edit that came with its comment is not lost: it is decided about anew', async () => {
    const [first, edit] = [await decided('<p>First.</p>'), await decided('<p>Better.</p>', '2026-11-20T09:05:00Z')];
    await world.database.atomically(first);
    await expect(world.database.atomically(edit)).rejects.toThrow(Unmet);
    await world.database.atomically(await decided('<p>Better.</p>', '2026-11-20T09:05:00Z'));
    expect((await world.shown()).replies).toEqual(['Better.']);
  });

  test('the same comment is decided about once', async () => {
    const [first, second] = [await decided('<p>First.</p>'), await decided('<p>First.</p>')];
    await world.database.atomically(first);
    await expect(world.database.atomically(second)).rejects.toThrow(Unmet);
    expect(await world.database.query.$count(world.database.tables.decisions)).toBe(1);
  });
});
