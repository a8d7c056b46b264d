import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Site } from '../config.ts';
import { lookAt } from '../content/scan.ts';
import { type Database, DatabaseError, Unmet } from '../database/database.ts';
import type { Problem } from '../problem.ts';
import { addressOf } from './address.ts';
import type { Candidate, Unusable } from './candidate.ts';
import type { Doubts } from './doubts.ts';
import { type IndexQueries, recipeSetting } from './index-queries.ts';
import type { PrepareMedium } from './pictures.ts';
import { type Adapt, readBatches } from './read-batches.ts';
import { bug } from './read-candidate.ts';
import { reconcile, replacedIn, sortFiles, wishedPaths } from './reconcile.ts';
import { removeMissing } from './remove-missing.ts';
import { emptyReport, type Report, reportStep } from './report.ts';
import { closedStamp } from './stamps.ts';
import { type KnownSource, type Survey, surveyAll, surveySome } from './survey.ts';
import { type Batch, isVisible, writeBatch, writeFolderProblems } from './write.ts';

export interface PassParts {
  database: Database;
  queries: IndexQueries;
  site: Site;
  doubts: Doubts;
  prepareMedium: PrepareMedium;
  adapt?: Adapt | undefined;
  now(): Date;
}

/** Raise this when the same file gives another row than before: everything is then read again. */
const readingVersion = 2;

/**
 * Brings the index up to the content folder once.
 * @param hint the paths that something happened to, or everything.
 * @throws Unmet when another process has published meanwhile: nothing of the last batch was written then.
 */
export async function publishOnce(
  parts: PassParts,
  hint: 'everything' | string[],
  confirmed: boolean,
): Promise<{ report: Report; isHeld: boolean }> {
  const { database, queries, site } = parts;
  const now = parts.now();
  const folder = join(site.folder, 'content');
  const settings = await queries.settings();
  const recipe = recipeOf(site);
  const isStale = settings.recipe !== recipe;
  const report = emptyReport(settings.change);
  const pass = createPass(parts, report, now, folder);

  if (hint !== 'everything' && !isStale && !confirmed) {
    const some = await surveySome(folder, hint, queries.memory(now));
    if (some) {
      const looked = new Map<string, boolean>();
      await pass.closed(some.closed);
      await pass.read(some.read, { gone: [], isPresent: (path) => looked.get(path) ?? false, looked });
      return { report, isHeld: false };
    }
  }
  const known = await queries.allSources();
  const files = known.filter(({ path }) => path !== '');
  const survey = await surveyAll(folder, files, { isStale, now });
  if (!survey) {
    await pass.closed(new Map([['', missingFolder]]), known);
    return { report, isHeld: true };
  }
  await pass.closed(survey.closed, files);
  await pass.read(survey.read, survey);
  const held = await removeMissing(parts, survey, { confirmed, now, write: pass.write, report });
  if (held) await pass.closed(new Map([['', held]]), known);
  else if (files.length < known.length) await pass.write({ steps: [], sources: [], forget: [''] });
  if (isStale) await saveSetting(database, recipeSetting, recipe, now);
  return { report, isHeld: held?.severity === 'error' };
}

const missingFolder: Problem = {
  path: 'content',
  line: null,
  severity: 'error',
  what: 'The content folder is not there or cannot be read. Everything that was published stays up.',
  mend: 'Bring it back, or look whether the volume that holds it is mounted.',
};

/** What decides over all rows beside the files: where it changes, all files are read again. */
function recipeOf({ permalink, timezone, language, feeds, accounts }: Site): string {
  const spellings = accounts.map(({ id, user, host, name }) => [id, user, host, name]);
  const recipe = JSON.stringify([readingVersion, permalink, timezone, language, feeds, spellings]);
  return createHash('sha256').update(recipe).digest('hex').slice(0, 16);
}

export async function saveSetting(
  { query, tables: { settings } }: Database,
  name: string,
  value: string,
  now: Date,
): Promise<void> {
  const row = { name, value, changed: now };
  await query.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row });
}

type Presence = Pick<Survey, 'gone' | 'isPresent'> & { looked?: Map<string, boolean> };

function createPass(
  { database, queries, site, prepareMedium, adapt }: PassParts,
  report: Report,
  now: Date,
  folder: string,
) {
  const wish = ({ entry }: Candidate): string | null => addressOf(entry, null, entry.date ?? now, site);

  async function write(batch: Batch): Promise<void> {
    await writeBatch(database, batch, report.change, now);
    if (isVisible(batch)) report.change += 1;
  }

  /** Notes what cannot be looked into, where that is news. */
  async function closed(problems: Map<string, Problem>, known: KnownSource[] = []): Promise<void> {
    const noted = new Map(known.map(({ path, stamp }) => [path, stamp]));
    const news = [...problems].filter(([path, problem]) => noted.get(path) !== closedStamp(problem));
    await writeFolderProblems(database, new Map(news));
    report.problems.push(...problems.values());
  }

  async function read(files: Survey['read'], presence: Presence): Promise<void> {
    const lost = files.length > 0 ? await queries.lostPosts(presence.gone) : [];
    for await (const batch of readBatches(files, { folder, rules: site, prepare: prepareMedium, adapt })) {
      await publishBatch(batch, lost, presence);
      await setImmediate();
    }
  }

  async function publishBatch(
    files: (Candidate | Unusable)[],
    lost: { key: number; digest: string }[],
    presence: Presence,
  ): Promise<void> {
    try {
      const isAwaited = await queries.awaited(now);
      const candidates = files.filter((file) => file.entry !== null);
      for (const candidate of candidates) candidate.isAwaited = isAwaited(candidate);
      const posts = await queries.rowsFor(
        candidates,
        files.map(({ path }) => path),
        wish,
        lost,
      );
      if (presence.looked)
        await lookForAll(
          posts.map(({ path }) => path),
          presence.looked,
        );
      const identities = { posts, isPresent: presence.isPresent };
      const sorted = sortFiles(files, identities, site, now);
      const known = {
        ...identities,
        told: await queries.toldPosts(replacedIn(sorted)),
        originals: await queries.originals(candidates, posts),
      };
      const holders = await queries.holders(wishedPaths(sorted, site, now));
      const decision = reconcile(sorted, holders, known, site, now);
      await write(decision);
      for (const step of decision.steps) reportStep(report, step);
      for (const { problems } of decision.sources) report.problems.push(...problems);
    } catch (error) {
      // A full disk is not the fault of the file that was to be written then.
      if (error instanceof Unmet || error instanceof DatabaseError) throw error;
      await publishApart(files, lost, presence, error);
    }
  }

  /** One file must not hold back the others, so they are tried one by one; the one that fails gets the problem. */
  async function publishApart(
    files: (Candidate | Unusable)[],
    lost: { key: number; digest: string }[],
    presence: Presence,
    error: unknown,
  ): Promise<void> {
    const [first, ...others] = files;
    if (others.length > 0) {
      for (const file of files) await publishBatch([file], lost, presence);
      return;
    }
    // A failure of a file that holds nothing to publish is none of the file's.
    if (!first?.entry) throw error;
    const { path, stamp, entry } = first;
    await publishBatch(
      [{ path, stamp, digest: entry.digest, entry: null, problems: [bug(path, error)] }],
      lost,
      presence,
    );
  }

  async function lookForAll(paths: string[], looked: Map<string, boolean>): Promise<void> {
    for (const path of paths) if (!looked.has(path)) looked.set(path, (await lookAt(folder, path)) !== null);
  }

  return { write, closed, read };
}
