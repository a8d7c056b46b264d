import { expect, test } from 'vitest';
import { createLog } from '../src/log.ts';
import { engines } from './support/databases.ts';

test.each(engines)(
  'a log tells what the database refused, and nothing of what was in it, on $name',
  async ({ open }) => {
    const database = await open();
    const lines: string[] = [];
    const log = createLog({ log: 'json', logLevel: 'debug' }, (line) => lines.push(line));
    const row = { uri: 'https://stranger.example/notes/1', text: 'private words', received: new Date(), remark: 404 };
    const error = await database.query
      .insert(database.tables.reports)
      .values(row)
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    log.error('It was refused.', { error });
    await database.close();
    expect(lines.join()).toMatch(/foreign key/i);
    expect(lines.join()).not.toMatch(/private words|stranger/);
  },
);

test('a log that nobody reads loses lines and no memory, and says how many when it is read again', () => {
  const lines: string[] = [];
  let waiting = 0;
  const log = createLog(
    { log: 'json', logLevel: 'info' },
    (line) => lines.push(JSON.parse(line)),
    () => new Date(0),
    () => waiting,
  );
  log.info('one');
  waiting = 2_000_000;
  log.info('two');
  log.error('three');
  log.debug('never told');
  waiting = 0;
  log.info('four');
  log.info('five');
  expect(lines).toMatchObject([
    { message: 'one' },
    { level: 'warn', lost: 2 },
    { message: 'four' },
    { message: 'five' },
  ]);
});
