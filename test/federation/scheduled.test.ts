import { afterEach, describe, expect, it } from 'vitest';
import { day, post } from '../blog/publishing.ts';
import { engines } from '../support/databases.ts';
import { type Announcing, type AnnouncingOptions, minute, startAnnouncing } from './announcing.ts';

const hello = 'posts/hello.md';
const soon = post('Hello', 'date: 2026-11-20 14:30');
const due = new Date('2026-11-20T13:30:00Z');

describe.each(engines)('of what is scheduled, followers are told on $name', (engine) => {
  let blog: Announcing;
  afterEach(() => blog.dispose());

  /** A blog in Berlin that has looked once, at noon of the 20th by Greenwich. */
  const start = async (content: Record<string, string> = {}, options?: AnnouncingOptions): Promise<void> => {
    blog = await startAnnouncing(engine, { 'posts/other.md': post('Other'), ...content }, options);
    await blog.announcer.announce();
  };
  /** It becomes so late, and a server does what it does then. */
  const at = async (instant: Date | string): Promise<string[]> => {
    blog.clock.now = new Date(instant);
    await blog.publish();
    await blog.announcer.announce();
    return blog.news();
  };
  const pass = (milliseconds: number): Promise<string[]> => at(new Date(blog.clock.now.getTime() + milliseconds));
  const publishedOf = async (): Promise<unknown[]> =>
    (await blog.sent()).map(({ document }) => [document.published, document.object.published]);

  it('at its instant and not before, with that instant as the published one', async () => {
    await start({ [hello]: soon });
    expect(await at('2026-11-20T13:29:59.999Z')).toEqual([]);
    expect(blog.publisher.nextDue()).toEqual(due);
    expect(await at(due)).toEqual(['Create /ap/posts/hello']);
    expect(await publishedOf()).toEqual([[due.toISOString(), due.toISOString()]]);
    expect(await pass(day)).toEqual([]);
  });

  it.each([
    ['an hour', 3_600_000],
    ['nine days', 9 * day],
  ])('%s late where no server ran then, with the real instant', async (_, late) => {
    await start({ [hello]: soon });
    blog.restart();
    const began = new Date(due.getTime() + late);
    expect(await at(began)).toEqual(['Create /ap/posts/hello']);
    expect(await publishedOf()).toEqual([[began.toISOString(), began.toISOString()]]);
  });

  it('also when its file was renamed meanwhile', async () => {
    await start({ [hello]: soon });
    await blog.site.remove(`content/${hello}`);
    await blog.site.write('content/posts/hullo.md', soon);
    expect(await at(new Date(due.getTime() + 9 * day))).toEqual(['Create /ap/posts/hullo']);
  });

  it('of each of seven that are due together, though not of an import beside them', async () => {
    const seven = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((index) => [`posts/s${index}.md`, `${soon}${index}`]));
    await start(seven);
    for (let index = 0; index < 6; index += 1)
      await blog.site.write(`content/posts/i${index}.md`, post(`Import ${index}`));
    expect((await at(due)).sort()).toEqual([1, 2, 3, 4, 5, 6, 7].map((index) => `Create /ap/posts/s${index}`));
    expect(await pass(day)).toEqual([]);
  });

  it('of one new post beside seven scheduled ones, which make no crowd of it', async () => {
    await start(Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((index) => [`posts/s${index}.md`, soon])));
    await blog.site.write('content/posts/new.md', post('New'));
    await at(due);
    expect(await pass(minute)).toEqual(['Create /ap/posts/new']);
  });

  it('at the later or the earlier time to which it was moved', async () => {
    await start({ [hello]: soon });
    await blog.save({ [hello]: post('Hello', 'date: 2026-11-20T18:00:00+01:00') });
    expect(await at(due)).toEqual([]);
    await blog.save({ [hello]: post('Hello', 'date: 2026-11-20T17:00:00+01:00') });
    expect(blog.publisher.nextDue()).toEqual(new Date('2026-11-20T16:00:00Z'));
    expect(await at('2026-11-20T15:59:59Z')).toEqual([]);
    expect(await at('2026-11-20T16:00:00Z')).toEqual(['Create /ap/posts/hello']);
  });

  it('after a minute of rest where the date was taken away or put into the past: that is a new post', async () => {
    await start({ [hello]: soon });
    await blog.save({ [hello]: post('Hello', 'date: 2026-11-19') });
    await blog.announcer.announce();
    expect(await blog.news()).toEqual([]);
    expect(await pass(minute)).toEqual(['Create /ap/posts/hello']);
  });

  it.each([
    ['at midnight of the blog where no time is said', '2026-11-22', '2026-11-21T23:00:00Z'],
    ['at the time of its own zone where it says one', '2026-11-22 08:00 -05:00', '2026-11-22T13:00:00Z'],
    ['at summer time', '2027-07-01 08:00', '2027-07-01T06:00:00Z'],
    ['an hour later where the clocks skip it', '2027-03-28 02:30', '2027-03-28T01:30:00Z'],
    ['the first time where the clocks show it twice', '2027-10-31 02:30', '2027-10-31T00:30:00Z'],
  ])('%s', async (_, date, instant) => {
    await start({ [hello]: post('Hello', `date: ${date}`) });
    expect(blog.publisher.nextDue()).toEqual(new Date(instant));
    expect(await at(new Date(Date.parse(instant) - 1))).toEqual([]);
    expect(await at(instant)).toEqual(['Create /ap/posts/hello']);
  });

  it('once, however the clock is set back before it and after it, and its page stays', async () => {
    await start({ [hello]: soon });
    expect(await at('2026-11-20T13:00:00Z')).toEqual([]);
    expect(await at('2026-11-20T09:00:00Z')).toEqual([]);
    expect(await at(due)).toEqual(['Create /ap/posts/hello']);
    blog.clock.now = new Date('2025-01-01T00:00:00Z');
    // Everything is read anew.
    blog.restart({ language: 'de' });
    expect((await blog.publish()).vanished).toEqual([]);
    expect(await blog.posts.at('/posts/hello')).toMatchObject({ kind: 'post' });
    blog.restart();
    await blog.publish();
    await blog.announcer.announce();
    expect(await at(due)).toEqual([]);
    expect(await pass(day)).toEqual([]);
  });

  it('nothing of a draft, of what is kept back, and without `auto` nothing that the owner does not send', async () => {
    await start({
      'posts/draft.md': post('Draft', 'date: 2026-11-20 14:30\ndraft: true'),
      'posts/local.md': post('Local', 'date: 2026-11-20 14:30\nfederate: false'),
    });
    expect(await at(due)).toEqual([]);
    expect(await pass(day)).toEqual([]);
    await blog.dispose();
    await start({ [hello]: soon }, { publish: { auto: false } });
    expect(await at(due)).toEqual([]);
    await blog.announcer.announce({ now: true });
    expect(await blog.news()).toEqual(['Create /ap/posts/hello']);
  });

  describe('when a post is put off', () => {
    const later = post('Hello', 'date: 2026-12-01T12:00:00Z');
    const back = '2026-12-01T12:00:00Z';
    const told = async (): Promise<void> => {
      await start();
      await blog.save({ [hello]: post('Hello') });
      await blog.announcer.announce();
      expect(await pass(minute)).toEqual(['Create /ap/posts/hello']);
    };

    it('nothing: it is hidden, never deleted, and comes back as what it was', async () => {
      await told();
      expect((await blog.save({ [hello]: later })).vanished).toMatchObject([{ id: 'hello' }]);
      expect(await blog.posts.at('/posts/hello')).toBeNull();
      for (let days = 0; days < 5; days += 1) expect(await pass(day)).toEqual([]);
      expect(await blog.posts.object('hello', 1)).toMatchObject({ state: 'alive' });
      expect(blog.publisher.nextDue()).toEqual(new Date(back));
      await blog.publish('everything', { confirmRemovals: true });
      expect(await at(back)).toEqual([]);
      expect(await blog.posts.at('/posts/hello')).toMatchObject({ kind: 'post', post: { generation: 1 } });
      expect(await pass(day)).toEqual([]);
    });

    it('of what was edited meanwhile when it comes back, at that instant', async () => {
      await told();
      await blog.save({ [hello]: post('Hello', 'date: 2026-12-01T12:00:00Z', 'Other text.') });
      expect(await pass(2 * day)).toEqual([]);
      expect(await at(back)).toEqual(['Update /ap/posts/hello']);
    });

    it('nothing while its file is broken, and nothing is deleted for that', async () => {
      await told();
      await blog.save({ [hello]: later });
      expect(await pass(2 * day)).toEqual([]);
      await blog.save({ [hello]: '---\ntitle: [\n---\n' });
      expect(await pass(2 * day)).toEqual([]);
      await blog.save({ [hello]: later });
      expect(await at(back)).toEqual([]);
      expect(await blog.posts.at('/posts/hello')).toMatchObject({ kind: 'post', post: { generation: 1 } });
    });

    it('of one that nobody was told of yet, when it appears at last', async () => {
      await start();
      await blog.save({ [hello]: post('Hello') });
      await blog.announcer.announce();
      await blog.save({ [hello]: later });
      expect(await pass(3 * day)).toEqual([]);
      expect(await at(back)).toEqual(['Create /ap/posts/hello']);
    });

    it('of another address, under the same id, where its file was moved meanwhile', async () => {
      await told();
      await blog.save({ [hello]: later });
      await pass(2 * day);
      expect((await blog.save({ [hello]: null, 'posts/hullo.md': later })).vanished).toEqual([]);
      expect(await pass(2 * day)).toEqual([]);
      expect(await at(back)).toEqual(['Update /ap/posts/hello']);
      expect(await blog.posts.at('/posts/hullo')).toMatchObject({ post: { id: 'hello', generation: 1 } });
    });

    it('that it is gone once its file has been gone for a day', async () => {
      await told();
      await blog.save({ [hello]: later });
      await pass(2 * day);
      await blog.site.remove(`content/${hello}`);
      expect(await pass(minute)).toEqual([]);
      expect(await pass(day - minute)).toEqual([]);
      expect(await pass(minute)).toEqual(['Delete /ap/posts/hello']);
    });
  });
});
