import { createIdentityKeeper } from '../../blog/identities/identities.ts';
import { createIndexQueries, type IndexQueries } from '../../blog/index-queries.ts';
import { createPublisher, type Publisher } from '../../blog/publish.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { openScratch } from '../../database/scratch.ts';
import type { Announcing } from '../../federation/announce/announcing.ts';
import { openAnnouncing } from '../../federation/announce/open.ts';
import { checkIdentity } from '../../federation/known-identity.ts';
import { foreseeMedia } from '../../media/foresee.ts';
import type { Problem } from '../../problem.ts';
import { preparePictures } from '../../web/site-pictures.ts';

/** A blog in which publishing and announcing can be tried out: whatever they write is forgotten when it is closed. */
export interface TrialRoom {
  config: Config;
  now: Date;
  /** In memory where it can be written. */
  database: Database;
  queries: IndexQueries;
  publisher: Publisher;
  announcing: Announcing;
  /** What is wrong with the pictures of postern.yaml. */
  problems: Problem[];
  close(): Promise<void>;
}

const silent = { info() {}, warn() {}, error() {} };

/**
 * Opens a blog for a trial. Nothing is written on disk or in the database, and nobody is asked.
 * @param now the instant at which everything is taken to happen.
 */
export async function openTrial(config: Config, now: Date): Promise<TrialRoom> {
  const { site, place } = config;
  const clock: Clock = { now: () => now, after: () => () => {} };
  const { database } = await openScratch(place.database);
  try {
    await checkIdentity(database, site);
    const media = foreseeMedia(database, site);
    const { pictures, problems } = await preparePictures(site, media);
    const log = { ...silent, debug() {} };
    const keeper = createIdentityKeeper({ database, site, clock, log, isTrial: true });
    // It reads what it kept, and is never told that there is anything to keep.
    const identities = { restore: keeper.restore, problems: keeper.problems, published: () => {} };
    const publisher = createPublisher({ database, site, prepareMedium: media.prepare, identities, now: clock.now });
    const opened = await openAnnouncing({
      ...{ site, place, database, clock, log },
      pictures: (path) => pictures.get(path) ?? null,
    });
    const close = async (): Promise<void> => {
      await opened.close();
      await database.close();
    };
    const queries = createIndexQueries(database);
    return { config, now, database, queries, publisher, announcing: opened.announcing, problems, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}
