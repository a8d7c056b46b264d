import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { startApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { type Database, openDatabase, type Step } from '../../src/database/database.ts';
import { createLog } from '../../src/log.ts';
import { accident, goOn, inWorld, shareWorld } from './accident.ts';
import { allUp, files, post } from './sample.ts';
import { day, minute, type World } from './world.ts';

shareWorld();

const data = ({ blog }: World): string => join(blog.site.folder, 'data');
const identities = ({ content }: World): string => join(content, '.postern/identities.json');
const known = /The database was empty\. \d+ posts are known from content\/\.postern\/identities\.json/;

/** The copy that a backup would be, while nobody writes. */
const copy = (world: World): Promise<void> =>
  copyFile(join(data(world), 'postern.db'), join(world.blog.site.folder, 'backup.db'));

async function putBack(world: World): Promise<void> {
  for (const end of ['', '-wal', '-shm']) await rm(join(data(world), `postern.db${end}`), { force: true });
  await rename(join(world.blog.site.folder, 'backup.db'), join(data(world), 'postern.db'));
}

/** Nobody is followed any more: whoever did has to follow again. */
const followAgain = (world: World): Promise<void> => world.follow();

describe('the database', () => {
  accident('is lost', {
    happens: (world) => world.down(() => rm(data(world), { recursive: true })),
    mended: followAgain,
    told: known,
    isIgnored: true,
  });

  accident('is lost, but for the keys of the accounts', {
    happens: (world) =>
      world.down(async () => {
        const path = join(data(world), 'postern.db');
        const old = await openDatabase(path);
        const keys = await old.query.select().from(old.tables.keys);
        await old.close();
        await rm(data(world), { recursive: true });
        const fresh = await openDatabase(path);
        await fresh.query.insert(fresh.tables.keys).values(keys);
        await fresh.close();
      }),
    mended: followAgain,
    told: known,
    isIgnored: true,
  });

  accident('is an empty file', {
    happens: (world) =>
      world.down(async () => {
        for (const end of ['-wal', '-shm']) await rm(join(data(world), `postern.db${end}`), { force: true });
        await writeFile(join(data(world), 'postern.db'), '');
      }),
    mended: followAgain,
    told: known,
    isIgnored: true,
  });

  accident('is lost, and the identities beside the content are in conflict', {
    happens: (world) =>
      world.down(async () => {
        await rm(data(world), { recursive: true });
        const lines = (await readFile(identities(world), 'utf8')).split('\n');
        const [third = ''] = lines.splice(
          3,
          1,
          '<<<<<<< HEAD',
          lines[3] ?? '',
          '=======',
          lines[3] ?? '',
          '>>>>>>> theirs',
        );
        await writeFile(identities(world), lines.join('\n'));
        expect(third).toContain('"id"');
      }),
    mended: async (world) => {
      await writeFile(
        identities(world),
        (await readFile(identities(world), 'utf8')).replaceAll(/^(<{7}|={7}|>{7}).*\n/gm, ''),
      );
      await world.follow();
    },
    told: /identities\.json.*remove the marks/s,
    isIgnored: true,
  });

  accident('is taken away while the blog is served, as by git clean -fdx', {
    happens: (world) => rm(data(world), { recursive: true }),
    mended: async (world) => {
      await world.restart();
      await world.follow();
    },
    told: null,
    isIgnored: true,
  });

  inWorld('is put back from before the last posts were told: none of them is told again', async (world) => {
    const begun = world.arrived().length;
    await world.down(() => copy(world));
    const created = await goOn(world);
    await world.serving(() => world.blog.site.write('content/posts/p01.md', post('p01', 1)));
    await world.pass(11 * minute);
    await world.pass(minute);
    await world.serving(() => world.blog.site.write('content/posts/p01.md', files['posts/p01.md'] ?? ''));
    await world.pass(11 * minute);
    await world.pass(minute);
    const edits = ['Update /ap/posts/p01', 'Update /ap/posts/p01'];
    expect(world.arrived().slice(begun)).toEqual([created, ...edits]);
    await world.down(() => putBack(world));
    await world.pass(2 * day);
    expect(await world.pages()).toEqual(allUp());
    const next = await goOn(world);
    expect(world.arrived().slice(begun)).toEqual([created, ...edits, next]);
  });

  inWorld('is damaged: the blog does not start, and a copy that is put back goes on', async (world) => {
    const begun = world.arrived().length;
    const broken = world.down(async () => {
      await copy(world);
      await writeFile(join(data(world), 'postern.db'), 'Not a database at all. '.repeat(1000));
    });
    await expect(broken).rejects.toThrow(/is not a SQLite database: name another file, or move this one away/);
    await world.down(() => putBack(world));
    const created = await goOn(world);
    expect(world.arrived().slice(begun)).toEqual([created]);
  });

  inWorld('has a full disk: pages are read, nothing is lost, and it goes on when there is room', async (world) => {
    const begun = world.arrived().length;
    const { database } = world.blog.app;
    const most = (pages: number): Promise<void> => database.atomically(() => [pragma(`max_page_count = ${pages}`)]);
    await most(1);
    const long = `${post('full')}${'Many words. '.repeat(20_000)}\n`;
    await world.serving(() => world.blog.site.write('content/posts/full.md', long));
    await world.pass(2 * minute);
    expect(await world.pages()).toEqual(allUp());
    expect(world.blog.logged.join('')).toMatch(
      /cannot be written: the disk is full\. Nothing new is published until then/,
    );
    expect(world.arrived().slice(begun)).toEqual([]);
    await most(1_000_000);
    await world.sweep();
    await world.pass(2 * minute);
    expect(world.arrived().slice(begun)).toEqual(['Create /ap/posts/full']);
    const created = await goOn(world);
    expect(world.arrived().slice(begun)).toEqual(['Create /ap/posts/full', created]);
  });

  inWorld('is served already: a second server on the same folder does not start', async (world) => {
    const begun = world.arrived().length;
    const { config } = world.blog.app;
    const log = createLog({ log: 'pretty', logLevel: 'info' }, () => {}, systemClock.now);
    const second = startApp({ ...config, place: { ...config.place, port: 0 } }, { clock: systemClock, log });
    await expect(second).rejects.toThrow(/Another Postern is serving .*Stop that one first/);
    const created = await goOn(world);
    expect(world.arrived().slice(begun)).toEqual([created]);
  });
});

/** A statement that the schema has none of. */
function pragma(words: string): Step {
  return { toSQL: () => ({ sql: `pragma ${words}`, params: [] }) } as unknown as ReturnType<
    Database['query']['delete']
  > as Step;
}
