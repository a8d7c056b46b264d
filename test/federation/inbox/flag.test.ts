import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReports, mostOpen } from '../../../src/federation/reports/reports.ts';
import { engines } from '../../support/databases.ts';
import { actor, blog, james, note, openWorld, says, type World } from '../talk/world.ts';

const post = `${blog}/ap/posts/hello`;

describe.each(engines.slice(0, 1))('a report of another server', ({ open }) => {
  let world: World;
  let ada: string;
  beforeEach(async () => {
    world = await openWorld(await open());
    ada = actor(world.web, 'ada@a.example');
  });
  afterEach(() => world.database.close());

  const flag = (object: unknown, content = 'It is mean.') => world.take(says('Flag', ada, object, { content }));
  const reports = () => world.database.query.select().from(world.database.tables.reports);
  const elsewhere = (count: number) => Array.from({ length: count }, (_, index) => `https://a.example/notes/${index}`);

  test.each<[string, unknown, boolean]>([
    ['one of our accounts', james, true],
    ['a post', [post], true],
    ['what is not ours', 'https://a.example/notes/1', false],
    ['a post behind nineteen others', [...elsewhere(19), post], true],
    ['a post behind twenty others', [...elsewhere(20), post], false],
    ['nothing', undefined, false],
  ])('is kept where it is about what is here: %s', async (_, object, isKept) => {
    expect(await flag(object)).toBe(isKept);
    expect(await reports()).toHaveLength(isKept ? 1 : 0);
  });

  test('is about a comment only while that is shown', async () => {
    const one = note(ada, 'one');
    await world.take(says('Create', ada, one));
    expect(await flag(one.id)).toBe(true);
    const { remarks } = world.database.tables;
    await world.database.query.update(remarks).set({ state: 'held' });
    expect(await flag(one.id, 'Again.')).toBe(false);
    expect(await reports()).toMatchObject([{ text: 'It is mean.', by: ada }]);
  });

  test.each([
    ['as it is', 'a < b', 'a < b'],
    ['line by line', 'one\u202e\r\n two\u0007  three ', 'one\ntwo three'],
    ['without markup', '<p>one <b>two</b></p><script>x</script><p>three</p>', 'one two\nthree'],
    ['cut', 'x\n'.repeat(3000), `${'x\n'.repeat(1999).slice(0, 1999)}…`],
  ])('says plain text: %s', async (_, said, text) => {
    await flag(james, said);
    expect(await reports()).toMatchObject([{ text }]);
  });

  test('is only counted where too many are open, whoever sends it', async () => {
    const store = createReports(world.database);
    const add = async (number: number) => {
      const by = `https://h${number}.example/users/u`;
      const report = { uri: `${by}#1`, by, remark: null, post: world.post, account: null, text: 'x' };
      const steps = await store.add(report, world.clock.now());
      if (steps) await world.database.atomically(steps);
    };
    const row = { post: world.post, text: 'x', received: world.clock.now() };
    const many = Array.from({ length: mostOpen - 1 }, (_, index) => ({ ...row, by: `https://m${index}.example/u` }));
    await world.database.query.insert(world.database.tables.reports).values(many);
    await add(1);
    expect([(await reports()).length, await store.counted()]).toEqual([mostOpen, 0]);
    await add(2);
    expect([(await reports()).length, await store.counted()]).toEqual([mostOpen, 1]);
  });
});
