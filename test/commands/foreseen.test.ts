import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Blog, openBlog } from '../../src/app.ts';
import type { Report } from '../../src/blog/publish.ts';
import type { Entry, Plan } from '../../src/commands/plan/entry.ts';
import { makePlan } from '../../src/commands/plan/make-plan.ts';
import { openTrial } from '../../src/commands/plan/open-trial.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { openAnnouncing } from '../../src/federation/announce/open.ts';
import type { Look } from '../../src/federation/announce/report.ts';
import { createLog } from '../../src/log.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';

const minute = 60_000;
const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `content/posts/${name}.md`);

/** What an author, an accident or time does between two publishes. */
type Step =
  | { kind: 'write'; file: string; text: string }
  | { kind: 'remove'; file: string }
  | { kind: 'move'; file: string; to: string }
  | { kind: 'many'; count: number }
  | { kind: 'empty' }
  | { kind: 'wait'; minutes: number }
  /** By `postern publish`, by a server that looks, or both taken apart: published, and followers not told yet. */
  | { kind: 'publish'; how: 'asked' | 'alone' | 'untold' };

const front = fc.constantFrom(
  ...['', '', '', '', 'edit: minor\n', 'federate: false\n', 'federate: quiet\n', 'draft: true\n'],
  ...['date: 2020-01-01\n', 'date: 2026-11-21 18:00\n', 'date: nonsense\n', 'slug: other\n', 'id: own\n', 'id: a\n'],
);
const file = fc.constantFrom(...names, 'content/notes/n.md', 'content/pages/p.md');
const text = fc
  .record({ title: fc.constantFrom('A', 'B', 'C'), front, body: fc.constantFrom('one', 'two', '![x](x.png)') })
  .map(({ title, front: lines, body }) => `---\ntitle: ${title}\n${lines}---\n${body}\n`);
const publish: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('publish' as const),
  how: fc.constantFrom('asked', 'alone', 'alone', 'untold'),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), file, text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), file }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), file, to: file }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('many' as const), count: fc.constantFrom(4, 7) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'empty' }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 11, 400, 1500) }),
  },
  { weight: 5, arbitrary: publish },
);

/** A blog on a real folder, where it is the time that a test says. */
interface Place {
  site: TemporarySite;
  config: Config;
  now: Date;
  blog: Blog;
  announce(isAsked: boolean): Promise<Look>;
  close(): Promise<void>;
}

async function open(publishing: string): Promise<Place> {
  const yaml = `url: https://blog.example.com\ntimezone: UTC\npublish: ${publishing}\naccounts:\n  - handle: james\n`;
  const site = await makeSite({ 'postern.yaml': yaml, 'content/posts/first.md': '---\ntitle: First\n---\nx\n' });
  const { config } = await readConfig(site.folder, {});
  if (!config) throw new Error('The configuration is wrong.');
  const log = createLog({ log: 'pretty', logLevel: 'silent' });
  const place = { now: new Date('2026-11-21T12:00:00Z') };
  const clock = { now: () => place.now, after: () => () => {} };
  const blog = await openBlog(config, { clock, log });
  const told = await openAnnouncing({ ...config, ...{ database: blog.database, pictures: () => null, clock, log } });
  return Object.assign(place, {
    ...{ site, config, blog },
    announce: (isAsked: boolean) => told.announcing.announce({ now: isAsked }),
    async close() {
      await told.close();
      await blog.close();
      await site.dispose();
    },
  });
}

async function take(place: Place, one: Exclude<Step, { kind: 'publish' }>): Promise<void> {
  const { site } = place;
  if (one.kind === 'write') await site.write(one.file, one.text);
  if (one.kind === 'remove') await site.remove(one.file);
  if (one.kind === 'move') await rename(join(site.folder, one.file), join(site.folder, one.to)).catch(() => {});
  if (one.kind === 'wait') place.now = new Date(place.now.getTime() + one.minutes * minute);
  if (one.kind === 'empty')
    for (const name of await readdir(join(site.folder, 'content/posts'))) await site.remove(`content/posts/${name}`);
  if (one.kind === 'many')
    for (let index = 0; index < one.count; index += 1)
      await site.write(`content/posts/m${index}.md`, `---\ntitle: M${index}\n---\n${place.now.getTime()}\n`);
}

async function planOf({ config, now }: Place): Promise<Plan> {
  const room = await openTrial(config, now);
  try {
    return await makePlan(room);
  } finally {
    await room.close();
  }
}

/** What a plan says of the pages, in the words of a report. */
function pagesIn({ entries }: Plan) {
  const ids = (isIt: (entry: Entry) => boolean): (string | null)[] =>
    entries
      .filter(isIt)
      .map(({ id }) => id)
      .sort();
  return {
    created: ids(({ what, page }) => what === 'new' && page === 'appears'),
    updated: ids(({ what, page }) => what === 'edit' && page === 'changes'),
    renamed: ids(({ what }) => what === 'rename'),
    restored: ids(({ what }) => what === 'return' || what === 'republish'),
    vanished: ids(({ page }) => page === 'disappears'),
    deleted: ids(({ what, page }) => what === 'removal' && page === 'gone'),
  };
}

function pagesOf(report: Report): ReturnType<typeof pagesIn> {
  const ids = (list: { id: string }[]): string[] => list.map(({ id }) => id).sort();
  const { created, updated, renamed, restored, vanished, deleted } = report;
  return {
    ...{ created: ids(created), updated: ids(updated), renamed: ids(renamed), restored: ids(restored) },
    ...{ vanished: ids(vanished), deleted: ids(deleted) },
  };
}

const kinds = { create: 'new', update: 'edit', delete: 'removal' };

/** What a plan says of followers, in the words of a look. */
function newsIn({ entries, baseline }: Plan, isAsked: boolean, now: Date) {
  const rows = (isIt: (followers: Entry['followers'], entry: Entry) => boolean, name: (entry: Entry) => string) =>
    entries
      .filter((entry) => isIt(entry.followers, entry))
      .map(name)
      .sort();
  const message = ({ id, generation, followers }: Entry) => `${followers.message} ${id} ${generation}`;
  const goes = ({ state, at }: Entry['followers']) => state === 'sends' && (isAsked || (at !== null && at <= now));
  const why = ({ id, followers }: Entry) => `${id} ${followers.why}`;
  const passed = ['untold', 'minor', 'same', 'kept back'];
  return {
    baseline,
    told: rows(goes, message),
    waiting: rows(
      (followers) =>
        (followers.state === 'sends' && !goes(followers) && followers.why !== 'many edits') ||
        followers.why === 'accident',
      (entry) => `${message(entry)} ${entry.followers.at?.toISOString()}`,
    ),
    held: rows(
      (followers) => !isAsked && followers.why === 'many edits',
      ({ id }) => `${id}`,
    ),
    doubted: rows(
      ({ why: reason, message: what }) => reason === 'lookalike' && what === 'new',
      ({ id }) => `${id}`,
    ),
    silenced: rows(({ state, why: reason }) => state === 'silent' && reason !== 'there before', why),
    unsaid: rows(({ state, why: reason }, { what, generation }) => {
      return (
        state === 'nothing' &&
        !['removal', 'scheduled'].includes(what) &&
        generation !== null &&
        passed.includes(reason ?? '')
      );
    }, why),
  };
}

function newsOf(look: Look): ReturnType<typeof newsIn> {
  const generation = (uri: string): number => Number(/\/(\d+)$/.exec(uri)?.[1] ?? 1);
  const message = ({ kind, id, uri }: Look['told'][number]): string => `${kinds[kind]} ${id} ${generation(uri)}`;
  return {
    baseline: look.baseline,
    told: look.told.map(message).sort(),
    waiting: look.waiting.map((one) => `${message(one)} ${one.at?.toISOString()}`).sort(),
    held: look.held.map(({ id }) => id).sort(),
    doubted: look.doubted.map(({ id }) => id).sort(),
    silenced: look.silenced.map(({ id, why }) => `${id} ${why}`).sort(),
    // A plan calls what has become a page a page; to a look it is one more post that is kept back.
    unsaid: look.unsaid
      .filter(({ path }) => !path.startsWith('pages/'))
      .map(({ id, why }) => `${id} ${why === 'silent' ? 'untold' : why}`)
      .sort(),
  };
}

/** Publishes, and holds what came of it against what was planned. */
async function publishAsPlanned(place: Place, how: 'asked' | 'alone' | 'untold'): Promise<void> {
  const plan = await planOf(place);
  expect(await planOf(place)).toEqual(plan);
  const report = await place.blog.publisher.publish();
  expect(pagesIn(plan)).toEqual(pagesOf(report));
  expect(plan.problems).toEqual(await place.blog.publisher.problems());
  if (how === 'untold') return;
  const look = await place.announce(how === 'asked');
  expect(newsIn(plan, how === 'asked', place.now)).toEqual(newsOf(look));
}

describe('what a plan says', () => {
  test.each(['{ settle: 1m, quiet: 10m, removal: 24h }', '{ auto: false }'])(
    'is what publishing then does, whatever happened, with %s',
    async (publishing) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
          const place = await open(publishing);
          try {
            await publishAsPlanned(place, 'alone');
            for (const one of steps) {
              if (one.kind === 'publish') await publishAsPlanned(place, one.how);
              else await take(place, one);
            }
            await publishAsPlanned(place, 'asked');
          } finally {
            await place.close();
          }
        }),
        { numRuns: 20 },
      );
    },
    120_000,
  );
});
