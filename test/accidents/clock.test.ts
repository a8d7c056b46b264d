import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { until } from '../support/until.ts';
import { accident, inWorld, shareWorld } from './accident.ts';
import { post, posts } from './sample.ts';
import { day, hour, minute, type World } from './world.ts';

shareWorld();

const year = 365 * day;
const to =
  (offset: number) =>
  async (world: World): Promise<void> =>
    world.clock.setWrong(offset);
const right = to(0);
const at1970 = async (world: World): Promise<void> => world.clock.setWrong(-world.clock.right().getTime());

describe('a clock', () => {
  accident('set back by a day', {
    happens: to(-day),
    mended: right,
    told: null,
    isIgnored: true,
    when: ['serving', 'down'],
  });
  accident('set back by a year', {
    happens: to(-year),
    mended: right,
    told: null,
    isIgnored: true,
    when: ['serving', 'down'],
  });
  accident('at 1970, before it is told the time', {
    happens: at1970,
    mended: right,
    told: null,
    isIgnored: true,
    when: ['serving', 'down'],
  });
  accident('set ten years forward', {
    happens: to(10 * year),
    mended: right,
    told: null,
    isIgnored: true,
    when: ['serving', 'down'],
  });
  accident('that jumps to and fro', {
    async happens(world) {
      for (const offset of [-year, day, -day, 10 * year, -hour]) {
        world.clock.setWrong(offset);
        await world.pass(2 * minute);
      }
      await right(world);
    },
    told: null,
    isIgnored: true,
  });
  accident('summer time, an hour to and fro', {
    async happens(world) {
      await to(hour)(world);
      await world.pass(minute);
      await to(-hour)(world);
      await world.pass(minute);
      await right(world);
    },
    told: null,
    isIgnored: true,
  });
});

describe('while the clock is wrong', () => {
  for (const [name, offset] of [
    ['a year slow', -year],
    ['ten years fast', 10 * year],
  ] as const) {
    inWorld(`${name}, a new post arrives once when it is right again, and its edit`, async (world) => {
      const begun = world.arrived().length;
      const slug = `written-${name.replaceAll(' ', '-')}`;
      world.clock.setWrong(offset);
      await world.serving(() => writeFile(join(world.content, `posts/${slug}.md`), post(slug)));
      await world.pass(2 * minute);
      // Other servers refuse what is signed at another time.
      expect(world.arrived().slice(begun)).not.toContain(`Create /ap/posts/${slug}`);
      world.clock.setWrong(0);
      await until(async () => {
        await world.pass(hour);
        return world.arrived().includes(`Create /ap/posts/${slug}`);
      });
      await world.serving(() => writeFile(join(world.content, `posts/${slug}.md`), post(slug, 1)));
      await world.pass(11 * minute);
      await world.pass(2 * hour);
      const proven = world
        .arrived()
        .slice(begun)
        .filter((one) => !one.startsWith('unproven'));
      expect(proven).toEqual([`Create /ap/posts/${slug}`, `Update /ap/posts/${slug}`]);
    });
  }

  inWorld('a dated post stays up when the clock is set back before its date', async (world) => {
    const begun = world.arrived().length;
    const dated = posts.slice(0, 3).map((file) => file.replace(/^posts\/|\.md$/g, ''));
    expect(dated).toHaveLength(3);
    await world.serving(() =>
      writeFile(
        join(world.content, 'posts/dated.md'),
        post('dated', 0, `date: ${world.clock.right().toISOString()}\n`),
      ),
    );
    await world.pass(2 * minute);
    await until(() => world.arrived().includes('Create /ap/posts/dated'));
    await at1970(world);
    await world.sweep();
    await world.restart();
    await world.pass(2 * day);
    expect((await world.blog.get('/posts/dated')).status).toBe(200);
    world.clock.setWrong(0);
    await world.sweep();
    await world.pass(2 * day);
    expect((await world.blog.get('/posts/dated')).status).toBe(200);
    expect(world.arrived().slice(begun)).toEqual(['Create /ap/posts/dated']);
  });

  inWorld('a scheduled post that a fast clock published stays, and is told once', async (world) => {
    const begun = world.arrived().length;
    const date = new Date(world.clock.right().getTime() + 30 * day).toISOString();
    await world.serving(() => writeFile(join(world.content, 'posts/soon.md'), post('soon', 0, `date: ${date}\n`)));
    await world.pass(2 * minute);
    world.clock.setWrong(10 * year);
    await world.sweep();
    await world.pass(2 * minute);
    world.clock.setWrong(0);
    await world.sweep();
    await world.pass(35 * day);
    expect((await world.blog.get('/posts/soon')).status).toBe(200);
    const news = world
      .arrived()
      .slice(begun)
      .filter((one) => !one.startsWith('unproven'));
    expect(news).toEqual(['Create /ap/posts/soon']);
  });
});
