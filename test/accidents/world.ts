import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Hint } from '../../src/blog/publish.ts';
import { and, isNotNull, lte } from '../../src/database/drizzle.ts';
import { formatProblem } from '../../src/problem.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { type Delivered, type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { accounts, files, pathOf, yaml } from './sample.ts';
import { createWallClock, type WallClock } from './wall-clock.ts';

/** A blog on a real folder with the real watcher, whose posts were told to a follower on a server of other make. */
export interface World {
  blog: TestBlog;
  stranger: Stranger;
  clock: WallClock;
  /** The blog's content folder. */
  content: string;
  /** What the pages say that are up: path → the words in it; what is not up is not in it. */
  pages(): Promise<Record<string, string>>;
  /** `Create /ap/posts/p01`, … of all that arrived, in order. */
  arrived(): string[];
  /** The ids of all activities that arrived. */
  ids(): string[];
  /** Everything that the owner can read: the log, and the problems as they are now. */
  told(): Promise<string>;
  /** Does something to the folder while the blog is served, and waits until the watcher's hint was followed. */
  serving(act: () => Promise<unknown>, isIgnored?: boolean): Promise<void>;
  /** Does something while the server is down, and starts it again. */
  down(act: () => Promise<unknown>): Promise<void>;
  restart(): Promise<void>;
  /** What the watcher asks for every half a minute by itself. */
  sweep(): Promise<void>;
  /** Lets time pass, with a look at everything at its end. */
  pass(milliseconds: number): Promise<void>;
  /** Somebody follows, and is told that they do. */
  follow(): Promise<void>;
  dispose(): Promise<void>;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export async function startWorld(): Promise<World> {
  const clock = createWallClock();
  const stranger = await startStranger({ now: clock.right });
  const blog = await startBlog(
    { 'postern.yaml': yaml, 'content/pages/about.md': files['pages/about.md'] ?? '' },
    {
      ...{ reachable: true, clock },
    },
  );
  const origin = (): string => blog.app.config.site.origin;
  let hints = 0;
  let inFlight = 0;
  let lastDone = 0;

  /** Counts what the watcher asks for. */
  function listen(): void {
    const { publisher } = blog.app;
    const { publish } = publisher;
    publisher.publish = (hint?: Hint, options = {}) => {
      hints += 1;
      inFlight += 1;
      const done = publish(hint, options);
      const end = (): void => {
        inFlight -= 1;
        lastDone = performance.now();
      };
      done.then(end, end);
      return done;
    };
  }

  /** Something has happened to the folder since so many hints: editors and synchronisers need several steps. */
  const noticed = (before: number): Promise<unknown> =>
    until(() => hints > before && inFlight === 0 && performance.now() - lastDone > 25);

  /** Some seconds, with as much of the real time as files and sockets need. */
  async function tick(count = 3): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await clock.leap(1500);
      await pause(3);
      await until(async () => inFlight === 0 && (await isDelivered()));
    }
  }

  /** Whether nothing is on its way; what is due leaves within two seconds of the blog's time. */
  async function isDelivered(): Promise<boolean> {
    const { query, tables } = blog.app.database;
    const { activities, deliveries } = tables;
    if ((await query.$count(deliveries, isNotNull(deliveries.lease))) > 0) return false;
    const isDue = and(isNotNull(deliveries.due), lte(deliveries.due, clock.now()));
    const left =
      (await query.$count(activities, isNotNull(activities.cursor))) + (await query.$count(deliveries, isDue));
    if (left > 0) await clock.leap(200);
    return left === 0;
  }

  /** As a reader does, who follows where an address leads. */
  async function look(path: string): Promise<Response> {
    const response = await blog.get(path);
    const location = response.status === 301 ? response.headers.get('location') : null;
    return location ? blog.get(new URL(location, origin()).pathname) : response;
  }

  const world: World = {
    ...{ blog, stranger, clock, content: join(blog.site.folder, 'content') },
    async pages() {
      const found = await Promise.all(
        Object.keys(files).map(async (file): Promise<[string, string] | null> => {
          const response = await look(pathOf(file));
          const text = await response.text();
          if (response.status !== 200) return null;
          return [file, /words of \S+(?: in edition \d+)?/.exec(text)?.[0] ?? 'no words'];
        }),
      );
      return Object.fromEntries(found.filter((one) => one !== null));
    },
    arrived: () => stranger.inbox.filter(isNews).map((one) => nameOf(one, origin())),
    ids: () => stranger.inbox.filter(isNews).map(({ activity }) => String(activity.id)),
    async told() {
      const problems = await blog.app.problems();
      return [...blog.logged, ...problems.map(formatProblem)].join('\n');
    },
    async serving(act, isIgnored = false) {
      const before = hints;
      await act();
      // What the watcher does not look at would have been noticed by then.
      await (isIgnored ? pause(100) : noticed(before));
    },
    async down(act) {
      await blog.stop();
      await act();
      await world.restart();
    },
    async restart() {
      await blog.restart();
      listen();
      await tick();
    },
    async sweep() {
      // A full disk, for one, is told to the owner.
      await blog.app.publisher.publish('everything').catch(() => {});
      await tick(1);
    },
    async pass(milliseconds) {
      const step = Math.max(13 * hour, milliseconds / 4);
      for (let left = milliseconds; left > 0; left -= step) {
        await clock.leap(Math.min(left, step));
        await tick();
      }
      await world.sweep();
    },
    async follow() {
      const before = stranger.inbox.length;
      await stranger.follow(`${origin()}/ap/actors/${accounts[0]}`, `${origin()}/ap/inbox`);
      // A clock that goes on by seconds would end the requests that are under way.
      await until(() => clock.leap(10).then(() => stranger.inbox.length > before));
      await tick();
    },
    async dispose() {
      await Promise.all([blog.dispose(), stranger.close()]);
    },
  };

  listen();
  await world.follow();
  const told = Object.entries(files).filter(([file]) => !file.startsWith('pages/'));
  for (let start = 0; start < told.length; start += 5) {
    const some = told.slice(start, start + 5);
    await world.serving(() => Promise.all(some.map(([file, text]) => blog.site.write(`content/${file}`, text))));
    // Longer than what makes a crowd of them.
    await world.pass(11 * minute);
  }
  return world;
}

/** What stands in a file of the blog's folder. */
export const read = ({ blog }: World, file: string): Promise<string> => readFile(join(blog.site.folder, file), 'utf8');

const isNews = ({ activity }: Delivered): boolean => activity.type !== 'Accept';

function nameOf({ activity, verified }: Delivered, origin: string): string {
  const object = activity.object as string | { id: string };
  const id = typeof object === 'string' ? object : object.id;
  return `${verified ? '' : 'unproven '}${activity.type} ${id.replace(origin, '')}`;
}
