import { afterEach, describe, expect, it } from 'vitest';
import { day, post } from '../blog/publishing.ts';
import { engines } from '../support/databases.ts';
import { type Announcing, type AnnouncingOptions, minute, startAnnouncing } from './announcing.ts';
import { james } from './sample.ts';

const actor = 'https://blog.example/ap/actors/james';
const everyone = 'https://www.w3.org/ns/activitystreams#Public';
const hello = 'https://blog.example/ap/posts/hello';

describe.each(engines)('what followers are told, on $name', (engine) => {
  let blog: Announcing;
  afterEach(() => blog.dispose());

  /** A blog that has looked once, with what was there before. */
  const start = async (content: Record<string, string> = {}, options?: AnnouncingOptions): Promise<void> => {
    blog = await startAnnouncing(engine, content, options);
    await blog.announcer.announce();
  };
  /** Saves, waits until it has rested, and looks. */
  const tell = async (files: Record<string, string | null>): Promise<string[]> => {
    await blog.save(files);
    await blog.announcer.announce();
    blog.later(10 * minute);
    await blog.announcer.announce();
    return blog.news();
  };

  it('nothing of what was there before', async () => {
    const content = { 'posts/a.md': post('A'), 'notes/b.md': 'A note.', 'pages/c.md': 'A page.' };
    blog = await startAnnouncing(engine, content);
    expect((await blog.announcer.announce()).baseline).toBe(2);
    blog.later(day);
    expect((await blog.announcer.announce()).told).toEqual([]);
    await blog.save({ 'posts/a.md': post('A', '', 'Other words.') });
    blog.later(day);
    await blog.another().announce({ now: true });
    expect(await blog.news()).toEqual([]);
  });

  it('a new post when it has rested, once, with what is needed of it', async () => {
    await start();
    await blog.save({ 'posts/hello.md': post('Hello') });
    await blog.announcer.announce();
    expect(await blog.news()).toEqual([]);
    expect(blog.announcer.nextDue()).toEqual(new Date(blog.clock.now.getTime() + minute));
    blog.later(minute);
    const { told } = await blog.announcer.announce();
    expect(told).toMatchObject([
      { kind: 'create', account: 'james', path: 'posts/hello.md', permalink: '/posts/hello' },
    ]);
    const [create] = await blog.sent();
    const published = blog.clock.now.toISOString();
    expect(create).toMatchObject({
      type: 'Create',
      account: 'james',
      subject: '/ap/posts/hello',
      audience: 'followers',
    });
    expect(create?.document).toMatchObject({
      id: `${hello}/create`,
      type: 'Create',
      actor,
      published,
      to: [everyone],
      cc: [`${actor}/followers`],
      object: { id: hello, type: 'Article', attributedTo: actor, name: 'Hello', published },
    });
    expect(create?.document.object).not.toHaveProperty('updated');
    expect(create?.document.object).not.toHaveProperty('@context');
    blog.later(day);
    await blog.announcer.announce();
    await blog.another().announce({ now: true });
    expect(await blog.news()).toEqual(['Create /ap/posts/hello']);
  });

  it('a new post as it is after the last of several saves', async () => {
    await start();
    await blog.save({ 'posts/hello.md': post('Hello', '', 'First words.') });
    blog.later(40_000);
    await blog.save({ 'posts/hello.md': post('Hello', '', 'Second words.') });
    blog.later(40_000);
    await blog.announcer.announce();
    expect(await blog.news()).toEqual([]);
    blog.later(20_000);
    await blog.announcer.announce();
    const [create] = await blog.sent();
    expect(create?.document.object.content).toContain('Second words.');
  });

  it('edits as one Update that is newer, when they have rested', async () => {
    await start();
    await tell({ 'posts/hello.md': post('Hello') });
    const [create] = await blog.sent();
    for (const words of ['One.', 'One, two.', 'One, two, three.']) {
      blog.later(5 * minute);
      await blog.save({ 'posts/hello.md': post('Hello', '', words) });
      await blog.announcer.announce();
    }
    const saved = blog.clock.now;
    expect((await blog.sent()).length).toBe(1);
    blog.later(10 * minute);
    await blog.announcer.announce();
    const [, update, ...more] = await blog.sent();
    expect(more).toEqual([]);
    expect(update?.document).toMatchObject({
      id: expect.stringMatching(/^https:\/\/blog\.example\/ap\/posts\/hello\/update\/[0-9a-f]{32}$/),
      type: 'Update',
      actor,
      object: { id: hello, published: create?.document.published, updated: saved.toISOString() },
    });
    expect(update?.document.object.content).toContain('One, two, three.');
    expect(update).toMatchObject({ audience: 'followers', subject: '/ap/posts/hello' });
  });

  it('an edit that is taken back as two Updates, each newer than the one before', async () => {
    await start();
    await tell({ 'posts/hello.md': post('Hello') });
    await tell({ 'posts/hello.md': post('Hullo') });
    expect(await tell({ 'posts/hello.md': post('Hello') })).toEqual(['Update /ap/posts/hello']);
    const [create, first, second] = await blog.sent();
    const instants = [create?.document.published, first?.document.object.updated, second?.document.object.updated];
    expect([...instants].sort()).toEqual(instants);
    expect(new Set([first?.id, second?.id]).size).toBe(2);
  });

  it('an edit as newer also when the clock was set back', async () => {
    await start();
    await tell({ 'posts/hello.md': post('Hello') });
    blog.later(-2 * day);
    expect(await tell({ 'posts/hello.md': post('Hullo') })).toEqual(['Update /ap/posts/hello']);
    const [create, update] = await blog.sent();
    const published = new Date(String(create?.document.published)).getTime();
    expect(new Date(String(update?.document.object.updated)).getTime()).toBeGreaterThanOrEqual(published + 1000);
  });

  it.each([
    ['that changes nothing that is sent', post('Hello', 'pinned: true')],
    ['that its author calls minor', post('Hello', 'edit: minor', 'Other words.')],
  ])('no edit %s', async (_, text) => {
    await start();
    await tell({ 'posts/hello.md': post('Hello') });
    expect(await tell({ 'posts/hello.md': text })).toEqual([]);
  });

  it('nothing of many edits at once until the owner publishes, and of five by themselves', async () => {
    await start();
    const files = (count: number, words: string) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`posts/p${index}.md`, post(`P${index}`, '', words)] as const),
      );
    for (const [path, text] of Object.entries(files(7, 'Words.'))) {
      await tell({ [path]: text });
    }
    expect(await tell(files(6, 'Other words.'))).toEqual([]);
    const { held, waiting } = await blog.another().announce();
    expect(held).toHaveLength(6);
    expect(waiting).toEqual([]);
    expect(blog.announcer.nextDue()).toBeNull();
    expect(await tell({ 'posts/p6.md': post('P6', '', 'Words of its own.') })).toEqual(['Update /ap/posts/p6']);
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual(Array.from({ length: 6 }, (_, index) => `Update /ap/posts/p${index}`));
    expect(await tell(files(5, 'Yet other words.'))).toHaveLength(5);
  });

  it('nothing of many edits at once that are taken back', async () => {
    await start();
    const names = Array.from({ length: 6 }, (_, index) => `posts/p${index}.md`);
    for (const path of names) await tell({ [path]: post(path) });
    expect(await tell(Object.fromEntries(names.map((path) => [path, post(`Other ${path}`)])))).toEqual([]);
    expect(await tell(Object.fromEntries(names.map((path) => [path, post(path)])))).toEqual([]);
    expect((await blog.announcer.announce({ now: true })).told).toEqual([]);
  });

  it('nothing of many edits at once of which some are taken back first, and the rest when the owner publishes', async () => {
    await start();
    const names = Array.from({ length: 6 }, (_, index) => `posts/p${index}.md`);
    for (const path of names) await tell({ [path]: post(path) });
    await tell(Object.fromEntries(names.map((path) => [path, post(`Other ${path}`)])));
    const [first = '', ...others] = names;
    expect(await tell({ [first]: post(first) })).toEqual([]);
    blog.later(2 * day);
    expect(await tell({})).toEqual([]);
    expect((await blog.announcer.announce({ dryRun: true })).held).toHaveLength(5);
    // One that is edited again is an edit like any other.
    expect(await tell({ 'posts/p1.md': post('Again') })).toEqual(['Update /ap/posts/p1']);
    expect((await blog.announcer.announce({ now: true })).told).toHaveLength(others.length - 1);
  });

  it('nothing of a file that was copied, until it says something else or the owner names it', async () => {
    await start({ 'posts/a.md': post('A') });
    const copies = {
      'posts/copy.md': post('A'),
      'posts/template.md': post('A'),
      'notes/n.md': 'Hm.',
      'notes/m.md': 'Hm.',
    };
    expect((await tell(copies)).sort()).toEqual(['Create /ap/posts/m', 'Create /ap/posts/n']);
    expect((await blog.publisher.problems()).map(({ path, mend }) => `${path}: ${mend}`)).toEqual([
      expect.stringMatching(/^content\/posts\/copy\.md: .*postern publish --announce "content\/posts\/copy\.md"$/),
      expect.stringMatching(/^content\/posts\/template\.md: /),
    ]);
    expect(await tell({ 'posts/template.md': post('Another') })).toEqual(['Create /ap/posts/template']);
    await blog.announcer.announce({ silent: ['/ap/posts/copy'] });
    expect(await blog.news()).toEqual(['Create /ap/posts/copy']);
    expect(await blog.publisher.problems()).toEqual([]);
  });

  it('nothing of a copy that keeps the old text while the original is edited', async () => {
    await start();
    await tell({ 'posts/a.md': post('A') });
    await tell({ 'posts/a old.md': post('A') });
    expect(await tell({ 'posts/a.md': post('A', '', 'Other words.') })).toEqual(['Update /ap/posts/a']);
    await tell({ 'posts/b.md': post('B') });
    expect(await tell({ 'posts/b.md': post('B', '', 'Other words.'), 'posts/b old.md': post('B') })).toEqual([
      'Update /ap/posts/b',
    ]);
    expect((await blog.publisher.problems()).map(({ path }) => path)).toEqual([
      'content/posts/a old.md',
      'content/posts/b old.md',
    ]);
  });

  it('nothing of a minor edit with which a post comes back, and of both where one before it was not told', async () => {
    await start();
    await tell({ 'posts/a.md': post('A'), 'posts/b.md': post('B') });
    await blog.save({ 'posts/b.md': post('B', '', 'Other words.') });
    await blog.announcer.announce();
    await tell({ 'posts/a.md': post('A', 'draft: true'), 'posts/b.md': post('B', 'draft: true') });
    const minor = { 'posts/a.md': post('A', 'edit: minor', 'Word.'), 'posts/b.md': post('B', 'edit: minor', 'Word.') };
    expect(await tell(minor)).toEqual(['Update /ap/posts/b']);
  });

  it('a new post also while many drafts wait for the word that deletes them', async () => {
    const drafts = (front = '') =>
      Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`posts/${name}.md`, post(name, front)]));
    await start();
    await tell(drafts());
    await blog.save(drafts('draft: true'));
    blog.later(2 * day);
    await blog.publish();
    expect((await blog.publisher.problems()).map(({ what }) => what)).toEqual([
      '4 of 4 posts are to be deleted, which looks like an accident. They stay hidden, and none is deleted.',
    ]);
    expect(await tell({ 'posts/new.md': post('New') })).toEqual(['Create /ap/posts/new']);
  });

  it('a warning that is added as an edit under the same id, which makes a Note of an Article', async () => {
    await start({ 'posts/other.md': post('Other') });
    await tell({ 'posts/hello.md': post('Hello') });
    await tell({ 'posts/hello.md': post('Hello', 'contentWarning: Spiders') });
    const [create, update] = await blog.sent();
    expect(create?.document.object.type).toBe('Article');
    expect(update?.document.object).toMatchObject({ id: hello, type: 'Note', summary: 'Spiders', sensitive: true });
    await blog.save({ 'posts/hello.md': null });
    await blog.publish('everything', { confirmRemovals: true });
    await blog.announcer.announce();
    expect((await blog.sent()).at(-1)?.document.object.formerType).toBe('Note');
  });

  it('a minor edit with the next one', async () => {
    await start();
    await tell({ 'posts/hello.md': post('Hello') });
    await tell({ 'posts/hello.md': post('Hello', 'edit: minor', 'Words.') });
    expect(await tell({ 'posts/hello.md': post('Hello', '', 'Words.') })).toEqual(['Update /ap/posts/hello']);
  });

  it('an edit that has not been told yet, also when minor ones follow it, and those alone not', async () => {
    await start();
    await tell({ 'posts/hello.md': post('Hello') });
    await blog.save({ 'posts/hello.md': post('Hullo') });
    await blog.another().announce();
    blog.later(minute);
    await blog.save({ 'posts/hello.md': post('Hullo', 'edit: minor', 'Words.') });
    await blog.announcer.announce();
    blog.later(minute);
    await blog.save({ 'posts/hello.md': post('Hullo', 'edit: minor', 'Better words.') });
    expect(blog.announcer.nextDue()).not.toBeNull();
    blog.later(10 * minute);
    await blog.announcer.announce();
    expect(await blog.news()).toEqual(['Update /ap/posts/hello']);
    const { object } = (await blog.sent()).at(-1)?.document ?? {};
    expect(object).toMatchObject({ name: 'Hullo', content: expect.stringContaining('Better words.') });
    expect(await tell({ 'posts/hello.md': post('Hullo', 'edit: minor', 'The best words.') })).toEqual([]);
    expect(await tell({ 'posts/hello.md': post('Hullo', 'edit: minor', 'Some words.') })).toEqual([]);
    // Nothing is told of those either when the file goes away and comes back.
    expect(await tell({ 'posts/hello.md': null })).toEqual([]);
    expect(await tell({ 'posts/hello.md': post('Hullo', 'edit: minor', 'Some words.') })).toEqual([]);
  });

  it('nothing of a post that its author keeps back, and quietly of one that goes out quietly', async () => {
    await start();
    expect(await tell({ 'posts/local.md': post('Local', 'federate: false') })).toEqual([]);
    expect(await tell({ 'posts/hello.md': post('Hello', 'federate: quiet') })).toEqual(['Create /ap/posts/hello']);
    const [create] = await blog.sent();
    expect(create?.document).toMatchObject({ to: [`${actor}/followers`], cc: [everyone] });
    expect(await tell({ 'pages/colophon.md': post('Colophon') })).toEqual([]);
  });

  it('nothing of many new posts at once, nor of their stragglers; of each that is named', async () => {
    await start();
    const many = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`posts/p${index}.md`, post(`P${index}`)]),
    );
    await blog.save(many);
    const { silenced } = await blog.announcer.announce();
    expect(silenced).toHaveLength(10);
    blog.later(50_000);
    expect(await tell({ 'posts/last.md': post('Last') })).toEqual([]);
    expect(await tell({ 'posts/p3.md': post('P3', '', 'Other words.') })).toEqual([]);
    const { told, refused } = await blog.announcer.announce({ silent: ['/ap/posts/p3', '/ap/posts/nobody'] });
    expect(told.map(({ uri }) => uri)).toEqual(['/ap/posts/p3']);
    expect(refused).toEqual(['/ap/posts/nobody']);
    expect(await blog.news()).toEqual(['Create /ap/posts/p3']);
    expect(await tell({ 'posts/p3.md': post('P3', '', 'More words.') })).toEqual(['Update /ap/posts/p3']);
    expect(await tell({ 'posts/hello.md': post('Hello') })).toEqual(['Create /ap/posts/hello']);
  });

  it('each of six posts of one day, however long new posts rest', async () => {
    await start({}, { publish: { settle: day } });
    for (let index = 0; index < 6; index += 1) {
      await blog.save({ [`posts/p${index}.md`]: post(`P${index}`) });
      expect((await blog.announcer.announce()).silenced).toEqual([]);
      blog.later(60 * minute);
    }
    blog.later(day);
    expect((await blog.announcer.announce()).told).toHaveLength(6);
  });

  it('five new posts at once, the oldest first', async () => {
    await start();
    const files = Object.fromEntries(
      [3, 1, 5, 2, 4].map((index) => [
        `posts/p${index}.md`,
        post(`P${index}`, `date: 2026-11-1${index + 3}T08:00:00Z`),
      ]),
    );
    expect(await tell(files)).toEqual([1, 2, 3, 4, 5].map((index) => `Create /ap/posts/p${index}`));
  });

  it('nothing of a new post that is dated more than seven days back', async () => {
    await start();
    expect(await tell({ 'posts/old.md': post('Old', 'date: 2026-11-12') })).toEqual([]);
    expect(await tell({ 'posts/hello.md': post('Hello', 'date: 2026-11-15') })).toEqual(['Create /ap/posts/hello']);
  });

  it('a new post that is dated far back and says `federate: true`, but not one that says so later', async () => {
    await start();
    const insisted = post('Old', 'date: 2026-01-01\nfederate: true');
    expect(await tell({ 'posts/old.md': insisted })).toEqual(['Create /ap/posts/old']);
    expect(await tell({ 'posts/older.md': post('Older', 'date: 2026-01-01') })).toEqual([]);
    expect(await tell({ 'posts/older.md': post('Older', 'date: 2026-01-01\nfederate: true') })).toEqual([]);
    const many = Object.fromEntries([1, 2, 3, 4, 5, 6].map((index) => [`posts/p${index}.md`, insisted]));
    expect(await tell(many)).toEqual([]);
  });

  it('of a removal only when it is one, with a Tombstone, and of what comes back under a new id', async () => {
    await start({ 'posts/other.md': post('Other') });
    await tell({ 'posts/hello.md': post('Hello') });
    expect(await tell({ 'posts/hello.md': null })).toEqual([]);
    blog.later(day);
    await blog.publish();
    await blog.announcer.announce();
    const gone = (await blog.sent()).at(-1);
    expect(await blog.news()).toEqual(['Delete /ap/posts/hello']);
    expect(gone).toMatchObject({ audience: 'told' });
    expect(gone?.document).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${hello}/delete`,
      type: 'Delete',
      actor,
      to: [everyone],
      cc: [`${actor}/followers`],
      object: { id: hello, type: 'Tombstone', formerType: 'Article', deleted: blog.clock.now.toISOString() },
    });
    expect(await tell({ 'posts/hello.md': post('Hello') })).toEqual(['Create /ap/posts/hello/2']);
    expect((await blog.sent()).at(-1)?.document.object.id).toBe(`${hello}/2`);
  });

  it('of a removal also when the post was back before anybody looked', async () => {
    await start({ 'posts/other.md': post('Other') });
    await tell({ 'posts/hello.md': post('Hello') });
    await blog.save({ 'posts/hello.md': null });
    await blog.publish('everything', { confirmRemovals: true });
    expect(await tell({ 'posts/hello.md': post('Hello') })).toEqual([
      'Delete /ap/posts/hello',
      'Create /ap/posts/hello/2',
    ]);
  });

  it('of the removal of what went out as a Note as that of a Note', async () => {
    await start({ 'posts/other.md': post('Other') });
    await tell({ 'posts/hello.md': post('Hello', 'contentWarning: Spiders') });
    await blog.save({ 'posts/hello.md': null });
    await blog.publish('everything', { confirmRemovals: true });
    await blog.announcer.announce();
    const [create, gone] = await blog.sent();
    expect(create?.document.object.type).toBe('Note');
    expect(gone?.document.object.formerType).toBe('Note');
  });

  it('nothing of a post that went before it was told, and nothing of one that was silent', async () => {
    await start({ 'posts/old.md': post('Old') });
    await blog.save({ 'posts/hello.md': post('Hello') });
    await blog.announcer.announce();
    await blog.save({ 'posts/hello.md': null, 'posts/old.md': null });
    await blog.publish('everything', { confirmRemovals: true });
    blog.later(day);
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual([]);
  });

  it('one Create of what was saved, removed and saved again before it had rested, also after a restart', async () => {
    await start({ 'posts/other.md': post('Other') });
    for (const text of [post('Hello'), null, post('Hullo')]) {
      await blog.save({ 'posts/hello.md': text });
      await blog.another().announce();
      blog.later(20_000);
    }
    expect(await blog.news()).toEqual([]);
    blog.later(minute);
    await blog.another().announce();
    expect(await blog.news()).toEqual(['Create /ap/posts/hello']);
    expect((await blog.sent())[0]?.document.object.name).toBe('Hullo');
  });

  it('an Update when a post becomes quiet, and when it is listed again', async () => {
    await start();
    await tell({ 'posts/hello.md': post('Hello') });
    expect(await tell({ 'posts/hello.md': post('Hello', 'unlisted: true') })).toEqual(['Update /ap/posts/hello']);
    expect((await blog.sent()).at(-1)?.document).toMatchObject({ to: [`${actor}/followers`], cc: [everyone] });
    expect(await tell({ 'posts/hello.md': post('Hello') })).toEqual(['Update /ap/posts/hello']);
    expect((await blog.sent()).at(-1)?.document).toMatchObject({ to: [everyone], cc: [`${actor}/followers`] });
  });

  it('nothing of an account that was taken off the list, and again when it is back', async () => {
    await start({ 'posts/other.md': post('Other') });
    await tell({ 'posts/hello.md': post('Hello', 'authors: [ada]') });
    await blog.save({ 'posts/hello.md': post('Hullo', 'authors: [ada]') });
    const without = await blog.another({ accounts: [james] }).announce({ now: true });
    expect([without.told, without.waiting]).toEqual([[], []]);
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Update /ap/posts/hello']);
  });

  it('nothing of a file that vanished and came back as it was', async () => {
    await start({ 'posts/other.md': post('Other') });
    await tell({ 'posts/hello.md': post('Hello') });
    expect(await tell({ 'posts/hello.md': null })).toEqual([]);
    expect(await tell({ 'posts/hello.md': post('Hello') })).toEqual([]);
  });

  it('without auto only what the owner sends', async () => {
    await start({}, { publish: { auto: false } });
    expect(await tell({ 'posts/hello.md': post('Hello') })).toEqual([]);
    const { waiting } = await blog.announcer.announce();
    expect(waiting).toMatchObject([{ kind: 'create', at: null, isOff: false }]);
    expect(blog.announcer.nextDue()).toBeNull();
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Create /ap/posts/hello']);
    await blog.save({ 'posts/hello.md': null });
    await blog.publish('everything', { confirmRemovals: true });
    await blog.announcer.announce();
    expect(await blog.news()).toEqual([]);
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Delete /ap/posts/hello']);
  });

  it('at once what the owner sends', async () => {
    await start();
    await blog.save({ 'posts/hello.md': post('Hello') });
    await blog.announcer.announce({ now: true });
    await blog.save({ 'posts/hello.md': post('Hullo') });
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Create /ap/posts/hello', 'Update /ap/posts/hello']);
  });

  it('in a dry run nothing, and the owner what it would be', async () => {
    await start();
    await blog.save({ 'posts/hello.md': post('Hello') });
    const { told } = await blog.announcer.announce({ now: true, dryRun: true });
    expect(told).toMatchObject([{ kind: 'create', uri: '/ap/posts/hello' }]);
    expect(await blog.news()).toEqual([]);
    blog.later(minute);
    await blog.announcer.announce();
    expect(await blog.news()).toEqual(['Create /ap/posts/hello']);
  });

  it('nothing for an account whose handle does not lead here, until it does', async () => {
    let leads = false;
    await start({}, { isOn: ({ id }) => id === 'james' || leads });
    expect(await tell({ 'posts/hello.md': post('Hello', 'authors: [ada]') })).toEqual([]);
    expect(blog.announcer.nextDue()).not.toBeNull();
    leads = true;
    blog.later(minute);
    await blog.announcer.announce();
    expect(await blog.news()).toEqual(['Create /ap/posts/hello']);
    expect((await blog.sent())[0]?.document.actor).toBe('https://blog.example/ap/actors/2');
  });

  it('in the name of whoever told it first, whoever stands on it later', async () => {
    await start();
    await tell({ 'posts/hello.md': post('Hello', 'authors: [ada]') });
    expect(await tell({ 'posts/hello.md': post('Hullo', 'authors: [james]') })).toEqual(['Update /ap/posts/hello']);
    const [, update] = await blog.sent();
    expect(update).toMatchObject({ account: '2' });
    expect(update?.document.object.attributedTo).toBe('https://blog.example/ap/actors/2');
  });

  it('each thing once, however many processes look at the same moment', async () => {
    await start();
    await tell({ 'posts/gone.md': post('Gone'), 'posts/edited.md': post('Edited') });
    await blog.save({ 'posts/hello.md': post('Hello'), 'posts/edited.md': post('Other'), 'posts/gone.md': null });
    await blog.publish('everything', { confirmRemovals: true });
    await Promise.all(Array.from({ length: 4 }, () => blog.another().announce({ now: true })));
    const news = ['Create /ap/posts/hello', 'Delete /ap/posts/gone', 'Update /ap/posts/edited'];
    expect((await blog.news()).sort()).toEqual(news);
  });

  it('makes what was kept in memory by the change number old', async () => {
    await start();
    await blog.save({ 'posts/hello.md': post('Hello') });
    const before = blog.posts.change();
    await blog.announcer.announce({ now: true });
    expect(await blog.posts.refresh()).toBe(true);
    expect(blog.posts.change()).toBe(before + 1);
    await blog.save({ 'posts/hello.md': post('Hullo') });
    expect(blog.posts.change()).toBe(before + 2);
  });

  it('of one post, although another cannot be told, which is tried again', async () => {
    await start();
    await blog.save({ 'posts/a.md': post('A'), 'posts/hello.md': post('Hello') });
    let isBroken = true;
    const announcer = blog.another({ refuses: (subject) => isBroken && subject === '/ap/posts/a' });
    await announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Create /ap/posts/hello']);
    expect(blog.logged.join()).toContain('content/posts/a.md');
    expect(announcer.nextDue()).not.toBeNull();
    isBroken = false;
    await announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Create /ap/posts/a']);
  });
});
