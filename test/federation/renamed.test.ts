import { afterEach, describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/problem.ts';
import { day, post } from '../blog/publishing.ts';
import { engines } from '../support/databases.ts';
import { type Announcing, type AnnouncingOptions, minute, startAnnouncing } from './announcing.ts';

const text = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `word${from + index}`).join(' ');
const old = post('Hello', '', text(0, 60));
const renamed = post('Hello again', '', `${text(0, 50)} and an end that is new`);

describe.each(engines)('a file that was renamed and edited at once on $name', (engine) => {
  let blog: Announcing;
  afterEach(() => blog.dispose());

  /** A blog with one post that followers were told of. */
  async function start(options: AnnouncingOptions = {}): Promise<void> {
    blog = await startAnnouncing(engine, { 'posts/first.md': post('First') }, options);
    await blog.announcer.announce();
    await blog.save({ 'posts/old.md': old });
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Create /ap/posts/old']);
    blog.later(day);
  }
  const said = async (): Promise<string[]> => (await blog.publisher.problems()).map(formatProblem);
  const at = async (path: string): Promise<string | null> => {
    const found = await blog.posts.at(path);
    if (found?.kind === 'post') return found.post.id;
    return found?.kind === 'moved' ? `→ ${found.permalink}` : (found?.kind ?? null);
  };
  const object = async (id: string) => (await blog.posts.object(id, 1))?.state ?? null;
  /** What followers are told within two days, in which the server looks now and then. */
  async function news(days = 2): Promise<string[]> {
    for (let hours = 0; hours < days * 24; hours += 8) {
      await blog.announcer.announce();
      blog.later(8 * 60 * minute);
      await blog.publish();
    }
    await blog.announcer.announce();
    return blog.news();
  }
  it('is asked about when a post becomes a note by that', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'notes/new.md': renamed.replace(/^title.*\n/m, '') });
    expect(await news()).toEqual([]);
    expect(await said()).toEqual([expect.stringMatching(/notes\/new\.md.*Is this content\/posts\/old\.md/)]);
    await blog.save({ 'notes/new.md': renamed.replace(/^title.*\n/m, 'id: old\n') });
    expect(await news()).toEqual(['Update /ap/posts/old']);
    expect(await said()).toEqual([]);
  });

  /** Which of the two is seen first, or both at once, or both after a restart. */
  const orders: Record<string, () => Promise<void>> = {
    'both at once': async () => void (await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed })),
    'the old one first': async () => {
      await blog.save({ 'posts/old.md': null });
      await blog.announcer.announce();
      blog.later(20 * minute);
      await blog.save({ 'posts/new.md': renamed });
    },
    'the new one first': async () => {
      await blog.save({ 'posts/new.md': renamed });
      await blog.announcer.announce();
      blog.later(minute / 2);
      await blog.save({ 'posts/old.md': null });
    },
    'the new one first, dated far back': async () => {
      await blog.save({ 'posts/new.md': renamed.replace('---\n', '---\ndate: 2020-01-01\n') });
      expect((await blog.announcer.announce()).silenced).toMatchObject([{ id: 'new', why: 'old' }]);
      blog.later(minute / 2);
      await blog.save({ 'posts/old.md': null });
    },
    'both while nothing ran': async () => {
      await blog.site.remove('content/posts/old.md');
      await blog.site.write('content/posts/new.md', renamed);
      blog.restart();
      await blog.publish();
      blog.announcer = blog.another();
    },
  };

  it.each(Object.keys(orders))('keeps followers from both posts until the owner answers: %s', async (order) => {
    await start();
    await orders[order]?.();
    const [problem, ...others] = await said();
    expect(others).toEqual([]);
    expect(problem).toMatch(
      /^content\/posts\/new\.md {2}warning {2}Is this content\/posts\/old\.md, renamed and edited\?/,
    );
    expect(problem).toMatch(/`id: old` between the --- lines of content\/posts\/new\.md; .* `id: new` there\.$/);
    expect(await news()).toEqual([]);
    expect([await at('/posts/new'), await at('/posts/old'), await object('old')]).toEqual(['new', null, 'alive']);
    expect(await said()).toEqual([problem]);

    // It is the same post: the old object lives on, and both addresses lead to it.
    await blog.save({ 'posts/new.md': renamed.replace('---\n', '---\nid: old\n') });
    expect([await at('/posts/new'), await at('/posts/old')]).toEqual(['old', '→ /posts/new']);
    expect([await object('old'), await object('new')]).toEqual(['alive', 'gone']);
    expect(await said()).toEqual([]);
    expect(await news()).toEqual(['Update /ap/posts/old']);
    const shown = (await blog.posts.permalinks()).map(({ permalink }) => permalink);
    expect(shown.sort()).toEqual(['/posts/first', '/posts/new']);
  });

  it('leads to the old post from every address that the new one had meanwhile', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed });
    await blog.save({ 'posts/new.md': renamed.replace('---\n', '---\nslug: other\naliases: [/2019/a]\n') });
    expect(await at('/posts/new')).toBe('→ /posts/other');
    const last = renamed.replace('---\n', '---\nslug: last\nid: old\naliases: [/2019/a]\n');
    const report = await blog.save({ 'posts/new.md': last });
    expect(report).toMatchObject({ vanished: [], deleted: [], restored: [{ id: 'old' }], problems: [] });
    for (const path of ['/posts/old', '/posts/new', '/posts/other', '/2019/a'])
      expect([path, await at(path)]).toEqual([path, '→ /posts/last']);
    expect(await at('/posts/last')).toBe('old');
    // Taken back, it stays what it was.
    await blog.save({ 'posts/new.md': last.replace('id: old\n', '') });
    expect(await at('/posts/last')).toBe('old');
    expect(await news()).toEqual(['Update /ap/posts/old']);
  });

  it('is a post of its own when its author says so: it is sent, and the old one is deleted', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed });
    await blog.announcer.announce();
    await blog.save({ 'posts/new.md': renamed.replace('---\n', '---\nid: new\n') });
    expect(await said()).toEqual([]);
    blog.later(2 * minute);
    await blog.announcer.announce();
    expect(await blog.news()).toEqual(['Create /ap/posts/new']);
    expect(await news()).toEqual(['Delete /ap/posts/old']);
  });

  it('waits for its answer as long as it takes, and is deleted soon after it', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed });
    expect(await news(7)).toEqual([]);
    await blog.save({ 'posts/new.md': renamed.replace('---\n', '---\nid: new\n') });
    const due = blog.publisher.nextDue();
    expect(due?.getTime()).toBeLessThanOrEqual(blog.clock.now.getTime() + 10 * minute);
    blog.clock.now = due ?? blog.clock.now;
    await blog.publish();
    await blog.announcer.announce();
    expect((await blog.news()).sort()).toEqual(['Create /ap/posts/new', 'Delete /ap/posts/old']);
    expect(blog.publisher.nextDue()).toBeNull();
  });

  it('is not asked about when an id was written that fits neither, but told which one does', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed });
    await blog.save({ 'posts/new.md': renamed.replace('---\n', '---\nid: odl\n') });
    expect(await said()).toEqual([
      expect.stringContaining('`id: odl` is not used. Write `id: new`.'),
      expect.stringContaining('Is this content/posts/old.md, renamed and edited?'),
    ]);
    expect(await news()).toEqual([]);
  });

  it('is out of doubt when the old file comes back: the new one is another post', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed });
    await blog.announcer.announce();
    await blog.save({ 'posts/old.md': old });
    expect(await said()).toEqual([]);
    expect(await news()).toEqual(['Create /ap/posts/new']);
    expect(await at('/posts/old')).toBe('old');
  });

  it('is the old post again under its old name', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed });
    await blog.announcer.announce();
    await blog.save({ 'posts/old.md': renamed, 'posts/new.md': null });
    expect(await said()).toEqual([]);
    expect(await news()).toEqual(['Update /ap/posts/old']);
  });

  it('is sent as new when the owner names it, and the old one is deleted in its time', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed });
    expect(await blog.announcer.announce({ now: true })).toMatchObject({ told: [], doubted: [{ id: 'new' }] });
    await blog.announcer.announce({ now: true, silent: ['/ap/posts/new'] });
    expect(await blog.news()).toEqual(['Create /ap/posts/new']);
    expect(await said()).toEqual([]);
    expect(await news()).toEqual(['Delete /ap/posts/old']);
  });

  it('is another post when the owner confirms that the old one is to go', async () => {
    await start();
    await blog.save({ 'posts/old.md': null, 'posts/new.md': renamed });
    await blog.publish('everything', { confirmRemovals: true });
    expect(await said()).toEqual([]);
    expect((await news()).sort()).toEqual(['Create /ap/posts/new', 'Delete /ap/posts/old']);
  });

  it('waits for the owner as everything does where nothing goes by itself', async () => {
    await start({ publish: { auto: false } });
    await blog.save({ 'posts/new.md': renamed });
    blog.later(3 * day);
    await blog.save({ 'posts/old.md': null });
    expect(await said()).toHaveLength(1);
    await blog.announcer.announce({ now: true });
    expect(await news()).toEqual([]);
    await blog.save({ 'posts/new.md': renamed.replace('---\n', '---\nid: old\n') });
    expect(await news()).toEqual([]);
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Update /ap/posts/old']);
  });

  it('is no doubt when the new one was told before the old one went', async () => {
    await start();
    await blog.save({ 'posts/new.md': renamed });
    blog.later(2 * minute);
    await blog.announcer.announce();
    await blog.save({ 'posts/old.md': null });
    expect(await said()).toEqual([]);
    expect(await news()).toEqual(['Create /ap/posts/new', 'Delete /ap/posts/old']);
    expect(await at('/posts/old')).toBe('gone');
  });

  it('takes an answer that comes after it was told: the one that is given up is deleted', async () => {
    await start();
    await blog.save({ 'posts/new.md': renamed });
    blog.later(2 * minute);
    await blog.announcer.announce();
    await blog.save({ 'posts/old.md': null });
    await blog.save({ 'posts/new.md': renamed.replace('---\n', '---\nid: old\n') });
    expect([await at('/posts/new'), await at('/posts/old')]).toEqual(['old', '→ /posts/new']);
    expect((await news()).sort()).toEqual(['Create /ap/posts/new', 'Delete /ap/posts/new', 'Update /ap/posts/old']);
    expect([await at('/posts/new'), await object('old'), await object('new')]).toEqual(['old', 'alive', 'gone']);
  });

  it('does not keep back what has nothing to do with it', async () => {
    await start();
    await blog.save({ 'posts/old.md': null });
    await blog.save({
      'posts/other.md': post('Other', '', text(100, 200)),
      'notes/n.md': text(200, 260),
      'pages/hello.md': post('Hello', '', text(0, 70)),
    });
    blog.later(2 * minute);
    await blog.announcer.announce();
    expect((await blog.news()).sort()).toEqual(['Create /ap/posts/n', 'Create /ap/posts/other']);
    expect(await news()).toEqual(['Delete /ap/posts/old']);
  });

  it('is no post that was there before the one that is gone, however alike', async () => {
    blog = await startAnnouncing(engine, { 'posts/first.md': post('Hello'), 'posts/x.md': post('X') });
    await blog.announcer.announce();
    blog.later(minute);
    await blog.save({ 'posts/old.md': old, 'posts/twin.md': post('Hello', 'federate: false') });
    await blog.announcer.announce({ now: true });
    await blog.save({ 'posts/old.md': null });
    expect(await said()).toEqual([]);
    expect(await news()).toEqual(['Create /ap/posts/old', 'Delete /ap/posts/old']);
  });

  it('is asked about when so many are gone that the folder looks like an accident', async () => {
    await start();
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) await blog.save({ [`posts/${name}.md`]: post(`Title ${name}`) });
    await blog.announcer.announce({ now: true });
    await blog.news();
    blog.later(day);
    const changes = names.map((name) => [
      [`posts/${name}.md`, null],
      [`posts/${name}2.md`, post(`Title ${name}`, '', 'Edited.')],
    ]);
    await blog.save(Object.fromEntries(changes.flat()));
    expect(await said()).toHaveLength(5);
    expect(await news(1)).toEqual([]);
    for (const name of names)
      await blog.save({ [`posts/${name}2.md`]: post(`Title ${name}`, `id: ${name}`, 'Edited.') });
    await blog.publish();
    expect(await said()).toEqual([]);
    expect((await news(1)).sort()).toEqual(names.map((name) => `Update /ap/posts/${name}`));
  });

  it('is not asked about thirty times at once', async () => {
    await start();
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
    await blog.save(Object.fromEntries(names.map((name) => [`posts/${name}.md`, post(`Title ${name}`)])));
    await blog.announcer.announce({ now: true, silent: names.map((name) => `/ap/posts/${name}`) });
    blog.later(minute);
    const changes = names.map((name) => [
      [`posts/${name}.md`, null],
      [`posts/${name}-new.md`, post(`Title ${name}`, '', 'Edited.')],
    ]);
    await blog.save(Object.fromEntries(changes.flat()));
    const doubts = (await said()).filter((line) => line.includes('renamed and edited'));
    expect(doubts).toHaveLength(6);
    expect(doubts.join('\n')).toContain('25 more new files look like ones that are gone');
  });
});
