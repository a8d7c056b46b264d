import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { until } from '../support/until.ts';
import { allUp, post } from './sample.ts';
import { day, hour, minute, startWorld, type World } from './world.ts';

/** Something that happens to a blog, and is mended. Between the two lie 25 hours, unless `lasts` says otherwise. */
export interface Accident {
  happens(world: World): Promise<unknown>;
  /** None: nothing is to be mended. */
  mended?(world: World): Promise<unknown>;
  /** How long it lasts, in milliseconds. */
  lasts?: number;
  /** Files whose pages are not up meanwhile, and those that say something else. */
  hidden?: string[];
  changed?: Record<string, string>;
  /** What the owner reads in the log or as a problem; null: nothing is said of it. */
  told: RegExp | null;
  /** What followers get of it, and of its mend: nothing, mostly. */
  sent?: string[];
  resent?: string[];
  /** Whether it happens to files alone that the watcher does not look at. */
  isIgnored?: boolean;
  /** When it happens. The folder's watcher sees it while the blog is served. */
  when?: ('serving' | 'down')[];
}

let start: () => Promise<World>;
let shared: World | null = null;
let fresh = 0;

/** One blog for all accidents of a file: each ends as it began, but for one more post. A new one after one that did not. */
export function shareWorld(prepare: (world: World) => Promise<unknown> = async () => {}): void {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  start = async () => {
    const world = await startWorld();
    await prepare(world);
    return world;
  };
  beforeAll(async () => {
    shared = await start();
  });
  afterAll(() => shared?.dispose());
}

/** Registers a test with the blog that a file shares. */
export function inWorld(name: string, act: (world: World) => Promise<unknown>): void {
  test(name, async () => {
    shared ??= await start();
    const world = shared;
    shared = null;
    try {
      await act(world);
      shared = world;
    } finally {
      if (!shared) await world.dispose();
    }
  });
}

/**
 * Registers a test: nothing is sent but what is expected, each activity once; the pages are up; the owner is told; and when all
 * is mended, the blog goes on as before.
 */
export function accident(name: string, { when = ['serving'], ...rest }: Accident): void {
  for (const moment of when) {
    const title = `${name}${moment === 'down' ? ', while the server is down' : ''}`;
    inWorld(title, (world) => undergo(world, moment, rest));
  }
}

async function undergo(world: World, moment: 'serving' | 'down', accident: Omit<Accident, 'when'>): Promise<void> {
  const { happens, mended, lasts = day + hour, hidden = [], changed = {}, told, sent = [], resent = [] } = accident;
  const { isIgnored = false } = accident;
  const [begun, said] = [world.arrived().length, world.blog.logged.length];
  const news = (): string[] => world.arrived().slice(begun);
  const up = (): Record<string, string> => {
    const pages = { ...allUp(), ...changed };
    for (const file of hidden) delete pages[file];
    return pages;
  };

  await world[moment](() => happens(world), isIgnored);
  await world.sweep();
  expect(await world.pages()).toEqual(up());
  expect(news(), 'at once').toEqual(sent.slice(0, news().length));
  // New posts and edits have rested by then, and what is gone is deleted later.
  await world.pass(Math.min(lasts, 11 * minute));
  if (lasts > 11 * minute) await world.pass(lasts);
  expect(news(), 'while it lasted').toEqual(sent);
  expect(await world.pages()).toEqual(up());
  const heard = world.blog.logged.slice(said).join('');
  expect(heard, 'no mistake of ours').not.toMatch(/\n\s+at |Postern failed|mistake in Postern/);
  if (told) expect(`${heard}\n${await world.told()}`).toMatch(told);
  else expect(await problemsNow(world)).toEqual('');

  if (mended) await world[moment](() => mended(world), isIgnored);
  await world.pass(11 * minute);
  await world.pass(day + hour);
  expect(await world.pages()).toEqual(allUp());
  expect(await problemsNow(world), 'all is well again').toEqual('');
  const created = await goOn(world);
  expect(news(), 'in the end').toEqual([...sent, ...resent, created]);
  expect(new Set(world.ids()).size, 'each activity once').toBe(world.ids().length);
}

async function problemsNow(world: World): Promise<string> {
  return (await world.blog.app.problems()).map(({ path, what }) => `${path}: ${what}`).join('\n');
}

/** A new post is told; the answer is how that arrives. */
export async function goOn(world: World): Promise<string> {
  fresh += 1;
  const name = `fresh-${fresh}`;
  const created = `Create /ap/posts/${name}`;
  await world.serving(() => world.blog.site.write(`content/posts/${name}.md`, post(name)));
  await world.pass(2 * minute);
  await until(() => world.arrived().includes(created));
  return created;
}
