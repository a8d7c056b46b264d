import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { allRead, askingMeanwhile, build, type House } from './house.ts';

let house: House;
let other: SqliteFile.Database;
beforeAll(async () => {
  house = await build();
  other = new SqliteFile(join(house.site.folder, 'data/postern.db'), { timeout: 5000 });
});
afterAll(async () => {
  other.close();
  await house.close();
});

/**
 * Milliseconds in which a page must be there, whoever keeps the database. Before this was mended one write alone stopped
 * everything for five seconds, and each that waited added its own; a busy machine may take one.
 */
const soon = 2500;

it('locked for a second: nobody is refused, and pages are read meanwhile', async () => {
  other.exec('begin exclusive');
  const followed = ['ada-1', 'ada-2', 'ada-3'].map((name) => house.follow(name));
  const asked = await askingMeanwhile(house, '/posts/second', async () => {
    expect(await house.read()).toEqual(allRead);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    other.exec('rollback');
    expect((await Promise.all(followed)).map(({ status }) => status)).toEqual([202, 202, 202]);
  });
  expect([...asked.statuses]).toEqual([200]);
  expect(asked.longest).toBeLessThan(soon);
  expect(await house.followers()).toBe(3);
}, 60_000);

it('locked for ever: inboxes answer 503, publishing says so and waits, pages are read all the while, and all goes on afterwards', async () => {
  other.exec('begin exclusive');
  await house.site.write('content/posts/meanwhile.md', '---\ntitle: Meanwhile\n---\n\nx\n');
  const names = Array.from({ length: 12 }, (_, index) => `late-${index}`);
  const refused: Awaited<ReturnType<House['follow']>>[] = [];
  const asked = await askingMeanwhile(house, '/posts/second', async () => {
    refused.push(...(await Promise.all(names.map((name) => house.follow(name)))));
    expect(await house.read()).toEqual(allRead);
    await until(
      () => /is locked by another program: end that one first\. Nothing new is published/.test(house.server.said.err),
      20_000,
    );
  });
  expect([...asked.statuses]).toEqual([200]);
  expect(asked.longest).toBeLessThan(soon);
  expect(asked.asked).toBeGreaterThan(20);
  expect(refused.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(names.map(() => [503, '120']));
  expect(house.server.said.err).not.toMatch(/\n\s+at /);
  expect(await house.status('/posts/meanwhile')).toBe(404);

  other.exec('rollback');
  for (const [index, { activity }] of refused.entries()) {
    const by = house.stranger.users.find(({ name }) => name === names[index]) as never;
    expect((await house.stranger.deliver(house.inbox, activity, { by })).status).toBe(202);
  }
  expect(await house.followers()).toBe(3 + names.length);
  await house.sweep();
  await until(async () => (await house.status('/posts/meanwhile')) === 200, 40_000);
}, 90_000);

it('a second server on the same file does not start, and the first goes on', async () => {
  const { postern } = await import('../support/postern.ts');
  const environment = { POSTERN_PORT: '0', POSTERN_HOST: '127.0.0.1' };
  const second = await postern(['serve', '--site', house.site.folder], { environment });
  expect(second.code).toBe(1);
  expect(second.err).toMatch(
    /^Another Postern is serving \S+postern\.db\. Stop that one first, or give this one another POSTERN_DATABASE\.\n$/,
  );
  expect(await house.read()).toEqual(allRead);
}, 60_000);
