import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createPosts } from '../../src/blog/published.ts';
import { eq } from '../../src/database/drizzle.ts';
import { engines } from '../support/databases.ts';
import { type Keeping, known, path, startKeeping } from './keeping.ts';
import { post } from './publishing.ts';

const day = 86_400_000;
const recent = 'date: 2026-11-21';
const older = expect.stringContaining(`The database is older than ${path}, as after an old backup`);

/** What is told after the backup, once. */
const toldSince = [
  ...['Create /ap/posts/again/2', 'Create /ap/posts/fresh', 'Create /ap/posts/frost', 'Create /ap/posts/passing'],
  ...['Delete /ap/posts/again', 'Delete /ap/posts/gone', 'Delete /ap/posts/passing'],
  ...['Update /ap/posts/edited', 'Update /ap/posts/moved', 'Update /ap/posts/moved'],
];

let blog: Keeping;
afterEach(() => blog.dispose());

/** A blog of which a backup is made, and all that can happen to a post after that. */
async function liveOn(engine: (typeof engines)[number]) {
  blog = await startKeeping(engine, { 'posts/before.md': post('Before'), 'pages/about.md': post('About') });
  await blog.publish();
  await blog.save({
    'posts/edited.md': post('Edited', recent),
    'posts/gone.md': post('Gone', recent),
    'posts/again.md': post('Again', recent),
    'posts/moved.md': post('Moved', recent),
    'posts/same.md': post('Same', recent),
  });
  await blog.publish();
  await blog.clock.advance(day);
  const backup = await blog.backup();

  await blog.clock.advance(day);
  await blog.save({
    'posts/edited.md': post('Edited', recent, 'Better text.'),
    'posts/gone.md': null,
    'posts/again.md': null,
    'posts/moved.md': null,
    'posts/elsewhere.md': post('Moved', recent),
    'posts/fresh.md': post('Fresh'),
    'posts/passing.md': post('Passing'),
    'notes/frost.md': '---\nid: frost\n---\n\nCold.\n',
    'posts/local.md': post('Local', 'federate: false'),
  });
  await blog.publish({ confirmRemovals: true });
  await blog.save({
    'posts/again.md': post('Again', recent, 'Once more.'),
    'posts/passing.md': null,
    'posts/elsewhere.md': post('Moved', recent, 'And changed after that.'),
  });
  await blog.publish({ confirmRemovals: true });
  expect((await blog.news()).slice(5).sort()).toEqual(toldSince);
  return backup;
}

describe.each(engines)('an old backup that is put back, with $name', (engine) => {
  it('learns from the file what was told since, and sends nothing of it again', async () => {
    const backup = await liveOn(engine);
    const [before, text] = [await known(blog.database), await blog.file()];
    await blog.putBack(backup);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(blog.warnings).toEqual([older]);
    expect(await known(blog.database)).toEqual(before);
    expect(await blog.file()).toBe(text);
    await blog.clock.advance(3 * day);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(blog.warnings).toHaveLength(1);
    expect(await blog.publisher.problems()).toEqual([]);
  });

  it('goes on from there: what is edited, deleted and published again has its place after what was told', async () => {
    const backup = await liveOn(engine);
    await blog.putBack(backup);
    await blog.publish();
    await blog.clock.advance(day);
    await blog.save({
      'posts/edited.md': post('Edited', recent, 'The best text.'),
      'posts/gone.md': post('Gone', recent),
      'posts/again.md': null,
      'posts/moved.md': post('Another one of that name', recent),
    });
    await blog.publish({ confirmRemovals: true });
    expect((await blog.news()).sort()).toEqual([
      'Create /ap/posts/gone/2',
      'Create /ap/posts/moved-17b911',
      'Delete /ap/posts/again/2',
      'Update /ap/posts/edited',
    ]);
    const posts = await createPosts(blog.database, { accounts: [] });
    expect(await posts.object('again', 1)).toMatchObject({ state: 'gone', formerType: 'Article' });
    expect(await posts.object('gone', 1)).toMatchObject({ state: 'gone', formerType: 'Article' });
    expect(await posts.at('/posts/passing')).toEqual({ kind: 'gone' });
    await blog.save({ 'posts/again.md': post('Again', recent) });
    await blog.publish();
    expect(await blog.news()).toEqual(['Create /ap/posts/again/3']);
  });

  it('is made good also when the server is stopped in the middle, and by many processes at once', async () => {
    const backup = await liveOn(engine);
    const before = await known(blog.database);
    await blog.putBack(backup);
    const other = blog.another();
    await Promise.all([blog.publisher.publish(), other.restore(), blog.keeper.restore()]);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await known(blog.database)).toEqual(before);
    await blog.putBack(backup);
    await blog.keeper.restore();
    await blog.putBack(await blog.backup());
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await known(blog.database)).toEqual(before);
  });

  it('ends what waited then and was overtaken since, and nothing else', async () => {
    const backup = await liveOn(engine);
    await blog.putBack(backup);
    const { query, tables } = blog.database;
    const { activities, deliveries, hosts, inboxes } = tables;
    const now = blog.clock.now();
    await query.insert(hosts).values({ key: 1, name: 'far.example' });
    await query.insert(inboxes).values({ key: 1, uri: 'https://far.example/inbox', host: 1 });
    const edit = { account: 'james', type: 'Update', subject: '/ap/posts/edited', digest: '', created: now };
    const more = {
      ...edit,
      uri: 'https://blog.example/an-edit',
      json: '{}',
      audience: 'followers' as const,
      cursor: 0,
    };
    await query.insert(activities).values(more);
    const rows = await query.select().from(activities);
    const waiting = rows.map(({ key }) => ({ activity: key, inbox: 1, host: 1, due: now }));
    await query.insert(deliveries).values(waiting);
    await blog.publish();
    const left = await query
      .select({ type: activities.type, subject: activities.subject, due: deliveries.due, outcome: deliveries.outcome })
      .from(deliveries)
      .innerJoin(activities, eq(activities.key, deliveries.activity));
    const words = left.map(({ type, subject, due, outcome }) => `${type} ${subject} ${due ? 'waits' : outcome}`);
    expect(words.sort()).toEqual([
      'Create /ap/posts/again superseded',
      'Create /ap/posts/edited waits',
      'Create /ap/posts/gone superseded',
      'Create /ap/posts/moved waits',
      'Create /ap/posts/same waits',
      'Update /ap/posts/edited superseded',
    ]);
    const [ended] = await query.select().from(activities).where(eq(activities.uri, more.uri));
    expect(ended?.cursor).toBeNull();
  });

  it('takes what is deleted by now out of sight at once, with all that its author wrote', async () => {
    const backup = await liveOn(engine);
    await blog.putBack(backup);
    await blog.keeper.restore();
    const { query, tables } = blog.database;
    const [gone] = await query.select().from(tables.posts).where(eq(tables.posts.id, 'gone'));
    expect(gone).toMatchObject({ state: 'deleted', title: null, body: '', generation: 1 });
    expect(await query.$count(tables.postAuthors, eq(tables.postAuthors.post, gone?.key ?? 0))).toBe(0);
  });
});

const [engine] = engines;
if (!engine) throw new Error('There is no engine.');

describe('a file of identities and an older database', () => {
  it('send no Delete while the files of what was told since are not there either', async () => {
    blog = await startKeeping(engine, { 'posts/before.md': post('Before') });
    await blog.publish();
    const backup = await blog.backup();
    const names = ['a', 'b', 'c', 'd'];
    await blog.save(Object.fromEntries(names.map((name) => [`posts/${name}.md`, post(name)])));
    await blog.publish();
    const text = await blog.file();
    await blog.save(Object.fromEntries(names.map((name) => [`posts/${name}.md`, null])));
    await blog.putBack(backup);
    await blog.publish();
    await blog.clock.advance(9 * day);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await blog.publisher.problems()).toMatchObject([
      { what: expect.stringContaining('The files of 4 of 5 posts are gone, which looks like an accident') },
    ]);
    expect(await blog.file()).toBe(text);
    await blog.save(Object.fromEntries(names.map((name) => [`posts/${name}.md`, post(name)])));
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await blog.file()).toBe(text);
    expect(await blog.publisher.problems()).toEqual([]);
  });

  it('treat few of them as any removal: hidden for a day, and then gone', async () => {
    blog = await startKeeping(engine, { 'posts/before.md': post('Before') });
    await blog.publish();
    const backup = await blog.backup();
    await blog.save({ 'posts/a.md': post('A') });
    await blog.publish();
    await blog.save({ 'posts/a.md': null });
    await blog.clock.advance(9 * day);
    await blog.putBack(backup);
    await blog.publish();
    await blog.clock.advance(day - 1000);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    await blog.clock.advance(1000);
    await blog.publish();
    expect(await blog.news()).toEqual(['Delete /ap/posts/a']);
  });

  it('believe a damaged one too, as far as it can be read', async () => {
    const backup = await liveOn(engine);
    const damaged = (await blog.file())?.replace(',{"id":"same"', ',{"id":"sa') ?? '';
    await blog.keeper.close();
    await writeFile(join(blog.site.folder, path), damaged);
    await blog.putBack(backup);
    await blog.publish();
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(blog.warnings).toEqual([older]);
    expect(await blog.file()).toBe(damaged);
    expect(await blog.publisher.problems()).toMatchObject([{ path, severity: 'error' }]);
  });

  it('go by what is later of two, also where the clock was wrong', async () => {
    blog = await startKeeping(engine, { 'posts/before.md': post('Before') });
    await blog.publish();
    await blog.save({ 'posts/a.md': post('A') });
    await blog.publish();
    const backup = await blog.backup();
    await blog.clock.advance(400 * day);
    await blog.save({ 'posts/a.md': post('A', '', 'Edited.'), 'posts/b.md': post('B', 'federate: true') });
    await blog.publish();
    expect((await blog.news()).slice(1).sort()).toEqual(['Create /ap/posts/b', 'Update /ap/posts/a']);
    await blog.clock.advance(-399 * day);
    await blog.putBack(backup);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    await blog.save({ 'posts/a.md': post('A', '', 'Edited again.') });
    await blog.publish();
    expect(await blog.news()).toEqual(['Update /ap/posts/a']);
    const { a } = await blog.lines();
    expect(a).toMatchObject({ updated: '2027-12-26T12:00:01.000Z' });
  });

  it('are told apart from a newer database and the file of an old branch, which says nothing new', async () => {
    blog = await startKeeping(engine, { 'posts/before.md': post('Before') });
    await blog.publish();
    await blog.save({ 'posts/a.md': post('A'), 'posts/gone.md': post('Gone') });
    await blog.publish();
    const old = (await blog.file()) ?? '';
    await blog.save({ 'posts/a.md': post('A', '', 'Edited.'), 'posts/b.md': post('B'), 'posts/gone.md': null });
    await blog.clock.advance(day);
    await blog.publish({ confirmRemovals: true });
    const [before, text] = [await known(blog.database), await blog.file()];
    await blog.news();
    await writeFile(join(blog.site.folder, path), old);
    await blog.publish();
    expect(blog.warnings).toEqual([]);
    expect(await blog.news()).toEqual([]);
    expect(await known(blog.database)).toEqual(before);
    await blog.save({ 'posts/c.md': post('C', 'federate: false') });
    await blog.publish();
    const { c: _c, ...others } = await blog.lines();
    expect(Object.values(others)).toHaveLength(4);
    for (const line of Object.values(others)) expect(text).toContain(JSON.stringify(line).slice(1, -1));
  });

  it('lose nothing that comes with a pull between two publishes', async () => {
    blog = await startKeeping(engine, { 'posts/before.md': post('Before') });
    await blog.publish();
    const [backup, old] = [await blog.backup(), (await blog.file()) ?? ''];
    await blog.save({ 'posts/a.md': post('A') });
    await blog.publish();
    const newer = (await blog.file()) ?? '';
    await blog.save({ 'posts/a.md': null });
    await writeFile(join(blog.site.folder, path), old);
    await blog.putBack(backup);
    await blog.save({ 'posts/b.md': post('B') });
    await blog.publisher.publish();
    await writeFile(join(blog.site.folder, path), newer);
    await blog.keeper.save();
    expect(await blog.file()).toBe(newer);
    await blog.save({ 'posts/a.md': post('A') });
    await blog.publish();
    expect(await blog.news()).toEqual(['Create /ap/posts/b']);
    expect(blog.warnings).toEqual([older]);
    expect(Object.keys(await blog.lines())).toEqual(['a', 'b', 'before']);
  });
});

describe('lines of another database', () => {
  it('say nothing of what this one told: a preview on a laptop keeps no post from followers', async () => {
    blog = await startKeeping(engine, { 'posts/before.md': post('Before') });
    await blog.publish();
    await blog.save({ 'posts/a.md': post('A'), 'posts/b.md': post('B'), 'posts/c.md': post('C') });
    await blog.publish();
    const [server, text] = [await blog.backup(), await blog.file()];
    await blog.clock.advance(day);
    await blog.lose({}, { key: 'laptop' });
    await blog.publish();
    expect(await blog.file()).toBe(text);
    await blog.save({ 'posts/a.md': post('A', '', 'Edited.'), 'posts/fresh.md': post('Fresh'), 'posts/c.md': null });
    await blog.publish({ confirmRemovals: true });
    expect((await blog.news()).sort()).toEqual(['Create /ap/posts/fresh', 'Delete /ap/posts/c', 'Update /ap/posts/a']);
    // What it did not touch is left as the server wrote it.
    const names = new Set(Object.values(await blog.lines()).map(({ in: name }) => name));
    expect(names.size).toBe(2);
    expect((await blog.lines()).b).toEqual(lineIn(text, 'b'));

    await blog.clock.advance(day);
    await blog.putBack(server);
    await blog.publish({ confirmRemovals: true });
    expect((await blog.news()).sort()).toEqual(['Create /ap/posts/fresh', 'Delete /ap/posts/c', 'Update /ap/posts/a']);
    expect(blog.warnings).toEqual([]);
    expect(new Set(Object.values(await blog.lines()).map(({ in: name }) => name)).size).toBe(1);
  });

  it('speak after a loss, and are then told again by nobody', async () => {
    blog = await startKeeping(engine, { 'posts/before.md': post('Before') });
    await blog.publish();
    await blog.save({ 'posts/a.md': post('A') });
    await blog.publish();
    const text = await blog.file();
    await blog.lose({}, { key: 'another' });
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await blog.file()).toBe(text);
  });

  it('have no name in files of older versions, which are read and change with their posts alone', async () => {
    blog = await startKeeping(engine, { 'posts/before.md': post('Before') });
    await blog.publish();
    await blog.save({ 'posts/a.md': post('A') });
    await blog.publish();
    await blog.news();
    const nameless = ((await blog.file()) ?? '').replaceAll(/,"in":"[^"]*"/g, '');
    await writeFile(join(blog.site.folder, path), nameless);
    await blog.save({ 'posts/b.md': post('B') });
    await blog.publish();
    expect(await blog.news()).toEqual(['Create /ap/posts/b']);
    const { a, b } = await blog.lines();
    expect(b).toMatchObject({ in: expect.stringMatching(/^[A-Za-z0-9_-]{6}$/) });
    expect(a).toEqual(lineIn(nameless, 'a'));
    await blog.lose();
    await blog.publish();
    expect(await blog.news()).toEqual([]);
  });
});

function lineIn(text: string | null, id: string): Record<string, unknown> {
  const lines = JSON.parse(text ?? '[]') as Record<string, unknown>[];
  const { id: _id, ...line } = lines.find((one) => one.id === id) ?? {};
  return line;
}
