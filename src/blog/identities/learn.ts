import { join } from 'node:path';
import { lookAt } from '../../content/scan.ts';
import { type Database, Unmet } from '../../database/database.ts';
import { believeNews } from './believe.ts';
import { combine, type Numbered } from './combine.ts';
import type { Gatherer } from './gather.ts';
import { hasNews, laterOf, movedIn, type News } from './news.ts';

/** Another process may write at the same moment; that often in a row it does not. */
const attempts = 5;

/**
 * Lets a database that is older than the file, as after a backup was put back, learn what it wrote there itself. Lines of
 * another database tell what *its* followers were told, if anybody, and say nothing here.
 */
export function createLearner({
  database,
  gatherer,
  site,
  now,
  isTrial,
}: {
  database: Database;
  gatherer: Gatherer;
  site: { folder: string; language: string };
  now(): Date;
  isTrial: boolean;
}) {
  async function isThere(path: string): Promise<boolean> {
    const found = await lookAt(join(site.folder, 'content'), path);
    return found !== null && found !== 'folder';
  }

  /** What the database has to learn, and the change number that it had then; null: nothing. */
  async function find(lines: readonly Numbered[]): Promise<{ news: News; change: number } | null> {
    const name = await gatherer.name();
    const own = combine(lines.filter(({ entry }) => name !== null && entry.database === name)).entries;
    if (own.length === 0) return null;
    const change = await gatherer.change();
    const known = await gatherer.known();
    const news: News = {
      unknown: own.filter(({ id }) => !known.has(id)),
      later: own.flatMap((line) => {
        const before = known.get(line.id);
        const entry = before ? laterOf(before, line) : null;
        return before && entry ? [{ before, entry }] : [];
      }),
      moved: await movedIn(known, own, isThere),
    };
    return hasNews(news) ? { news, change } : null;
  }

  return {
    async isNews(lines: readonly Numbered[]): Promise<boolean> {
      return (await find(lines)) !== null;
    },

    /** Enters it. The answer is of how many posts the database knew less than was told of them. */
    async learn(lines: readonly Numbered[]): Promise<number> {
      for (let attempt = 1; ; attempt += 1) {
        const found = await find(lines);
        if (!found) return 0;
        const { news, change } = found;
        try {
          await believeNews(database, news, { change, language: site.language, now: now(), isTrial });
          return news.unknown.length + news.later.length;
        } catch (error) {
          if (!(error instanceof Unmet) || attempt === attempts) throw error;
        }
      }
    },
  };
}
