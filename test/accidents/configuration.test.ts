import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { accident, goOn, inWorld, shareWorld } from './accident.ts';
import { files, post } from './sample.ts';
import { minute, type World } from './world.ts';

shareWorld();

const file = ({ blog }: World): string => join(blog.site.folder, 'postern.yaml');
let before = '';

/** Another postern.yaml, which is read at the next start. */
const configure =
  (change: (yaml: string) => string) =>
  async (world: World): Promise<void> => {
    before = await readFile(file(world), 'utf8');
    await writeFile(file(world), change(before));
  };
const adding = (lines: string) => configure((yaml) => `${yaml}${lines}\n`);
const back = (world: World): Promise<void> => writeFile(file(world), before);
const atOnce = /\d+ posts changed at once.*postern publish/;

describe('in postern.yaml, by mistake,', () => {
  accident('the timezone is another', {
    happens: configure((yaml) => yaml.replace('Europe/Berlin', 'Pacific/Auckland')),
    mended: back,
    told: null,
    when: ['down'],
  });
  accident('the permalink is another', {
    happens: adding('permalink: /blog/:slug/'),
    mended: back,
    told: atOnce,
    when: ['down'],
  });
  accident('the language is another', { happens: adding('language: de'), mended: back, told: atOnce, when: ['down'] });
  accident('the accounts change places', {
    happens: configure((yaml) => yaml.replace(/( {2}- handle: james\n.*\n)( {2}- handle: ada\n.*\n)/, '$2$1')),
    mended: back,
    told: null,
    when: ['down'],
  });
  accident('the name of an account is another: its followers are told of that alone', {
    happens: configure((yaml) => yaml.replace('name: James', 'name: Jmaes')),
    mended: back,
    told: null,
    sent: ['Update /ap/actors/james'],
    resent: ['Update /ap/actors/james'],
    when: ['down'],
  });
  accident('nothing goes out by itself', {
    async happens(world) {
      await adding('publish: { auto: false }')(world);
      await writeFile(join(world.content, 'posts/waiting.md'), post('waiting'));
    },
    mended: back,
    told: null,
    resent: ['Create /ap/posts/waiting'],
    when: ['down'],
  });

  inWorld('what is gone is deleted at once: a sync that recreates files still deletes none', async (world) => {
    const begun = world.arrived().length;
    await world.down(() => adding('publish: { removal: 0s }')(world));
    await world.serving(async () => {
      for (const name of ['posts/p01.md', 'posts/p02.md', 'notes/n1.md'])
        await world.blog.site.remove(`content/${name}`);
      await pause(400);
      for (const name of ['posts/p01.md', 'posts/p02.md', 'notes/n1.md'])
        await world.blog.site.write(`content/${name}`, files[name] ?? '');
    });
    await world.sweep();
    await world.pass(11 * minute);
    expect(world.arrived().slice(begun)).toEqual([]);
    await world.down(() => back(world));
    const created = await goOn(world);
    expect(world.arrived().slice(begun)).toEqual([created]);
  });

  for (const [name, change, why] of [
    [
      'the url has another path',
      (yaml: string) => yaml.replace(/^(url: .*)$/m, '$1/blog'),
      /One follower knows @james@.*Put .* back/,
    ],
    [
      'the url has another host',
      (yaml: string) => yaml.replace('127.0.0.1', 'localhost'),
      /One follower knows @james@.*Put .* back/,
    ],
    [
      'an account is missing',
      (yaml: string) => yaml.replace(/ {2}- handle: james\n.*\n/, ''),
      /One follower knows @james@.*Put it back/,
    ],
    [
      'a quotation mark is missing',
      (yaml: string) => yaml.replace('title: Notes', 'title: "Notes'),
      /postern\.yaml:\d+/,
    ],
    ['a key is misspelt', (yaml: string) => `${yaml}tiemzone: Europe/Berlin\n`, /postern\.yaml:\d+.*timezone/s],
  ] as const) {
    inWorld(`${name}: the blog does not start, and says why`, async (world) => {
      const begun = world.arrived().length;
      await expect(world.down(() => configure(change)(world))).rejects.toThrow(why);
      await world.down(() => back(world));
      const created = await goOn(world);
      expect(world.arrived().slice(begun)).toEqual([created]);
    });
  }
});
