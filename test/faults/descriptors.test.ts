import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { allRead, build, type House, limit } from './house.ts';

let house: House;
const sockets: Socket[] = [];
beforeAll(async () => {
  house = await build();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await house.close();
});

it('used up: nothing is taken for deleted, nobody is told anything, and it all goes on when some are free', async () => {
  const { server, site, stranger } = house;
  expect((await house.follow('ada')).status).toBe(202);
  await until(() => stranger.inbox.some(({ activity }) => activity.type === 'Accept'));
  await site.write('content/posts/third.md', '---\ntitle: Third\n---\n\nx\n');
  await until(async () => (await house.status('/posts/third')) === 200);
  const told = stranger.inbox.length;

  // None is left: one more than there are now, and connections take that.
  limit(server, 'nofile', house.descriptors() + 2);
  const { port } = new URL(server.url);
  for (let count = 0; count < 40; count += 1) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    sockets.push(socket);
  }
  await until(() => sockets.filter(({ destroyed, closed }) => destroyed || closed).length > 30);

  // Meanwhile every file is looked at: nothing can be opened.
  await site.write('content/posts/during.md', '---\ntitle: During\n---\n\nx\n');
  await site.write('content/posts/first.md', '---\ntitle: First, edited\ndate: 2026-01-02\n---\n\n![A dot](dot.png)\n');
  await house.sweep();
  await until(() => /too many files are open|cannot be read/.test(server.said.err), 20_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const file = new SqliteFile(join(site.folder, 'data/postern.db'), { readonly: true });
  const states = file.prepare('select state, count(*) as count from posts group by state').all();
  file.close();
  expect(states).toEqual([{ state: 'live', count: 3 }]);

  for (const socket of sockets.splice(0)) socket.destroy();
  limit(server, 'nofile', 1024);
  await until(async () => (await house.status('/healthz')) === 200);
  expect(await house.read()).toEqual(allRead);
  expect((await house.follow('bea')).status).toBe(202);
  await house.sweep();
  await until(async () => (await house.status('/posts/during')) === 200, 40_000);
  await until(async () => (await (await house.get('/posts/first')).text()).includes('First, edited'), 40_000);
  expect(await house.status('/posts/third')).toBe(200);
  const types = stranger.inbox.slice(told).map(({ activity }) => activity.type);
  expect(types).not.toContain('Delete');
  expect(server.said.err).not.toMatch(/TypeError|as a mistake in Postern/);
  expect(await server.stop()).toBe(0);
}, 120_000);
