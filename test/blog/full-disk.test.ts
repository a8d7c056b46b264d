import { afterEach, expect, it } from 'vitest';
import { keepPublished } from '../../src/blog/keep-published.ts';
import { createPublisher } from '../../src/blog/publish.ts';
import { systemClock } from '../../src/clock.ts';
import type { Site } from '../../src/config.ts';
import { readConfig } from '../../src/config.ts';
import { type Database, DatabaseError, openDatabase } from '../../src/database/database.ts';
import { createLog } from '../../src/log.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';

let site: TemporarySite;
let database: Database;
afterEach(async () => {
  await database.close();
  await site.dispose();
});

it('is told in one sentence, blamed on no file, and made good when there is room again', async () => {
  site = await makeSite({
    'content/posts/a.md': '---\ntitle: A\n---\nx\n',
    'content/posts/b.md': '---\ntitle: B\n---\nx\n',
  });
  const { config } = await readConfig(site.folder, {});
  database = await openDatabase(':memory:');
  // Long enough full for the whole batch, and for a file that were then tried alone.
  let failures = 2;
  const small: Database = {
    ...database,
    async atomically(build) {
      if (failures-- > 0) throw new DatabaseError('The database x cannot be written: the disk is full.');
      await database.atomically(build);
    },
  };
  const publisher = createPublisher({
    ...{ database: small, site: config?.site as Site, now: systemClock.now },
    prepareMedium: async () => ({ problem: 'There is none.' }),
  });
  const lines: string[] = [];
  const log = createLog({ log: 'json', logLevel: 'info' }, (line) => lines.push(line));
  const kept = keepPublished({
    ...{ folder: `${site.folder}/content`, publisher, clock: systemClock, log },
    onReport: () => undefined,
  });
  await kept.first;
  expect(lines.map((line) => JSON.parse(line).message)).toEqual([
    'The database x cannot be written: the disk is full. Nothing new is published until then; the blog goes on as it was.',
  ]);
  expect(lines.join()).not.toContain('at runAll');
  expect(await publisher.problems()).toEqual([]);
  await expect(publisher.publish()).rejects.toThrow('the disk is full');
  expect((await publisher.publish()).created).toHaveLength(2);
  expect(await publisher.problems()).toEqual([]);
  await kept.close();
});
