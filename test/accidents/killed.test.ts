import { afterEach, expect, test, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type Server, serve } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { post, yaml } from './sample.ts';

// Real processes with the real time, one after the other.
vi.setConfig({ testTimeout: 180_000 });

let site: TemporarySite;
let stranger: Stranger;
let server: Server | null = null;
afterEach(async () => {
  await server?.stop('SIGKILL');
  await Promise.all([site.dispose(), stranger.close()]);
});

test('a server that is killed again and again while it publishes tells of each post, and of none as another', async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const config = `${yaml.replace('http://replaced', origin)}publish: { settle: 1s, quiet: 1s }\n`;
  site = await makeSite({ 'postern.yaml': config, 'content/posts/before.md': post('before') });
  stranger = await startStranger();
  const environment = {
    POSTERN_PORT: String(port),
    POSTERN_HOST: '127.0.0.1',
    POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback',
  };
  const start = async (): Promise<void> => {
    server = await serve(['--site', site.folder], { environment });
  };
  const kill = async (): Promise<void> => {
    const dying = server;
    server = null;
    await dying?.stop('SIGKILL');
  };
  const news = (): string[] =>
    stranger.inbox
      .filter(({ activity }) => activity.type !== 'Accept')
      .map(({ activity }) => String(activity.id).replace(origin, ''));

  await start();
  await stranger.follow(`${origin}/ap/actors/james`, `${origin}/ap/inbox`);
  await until(() => stranger.inbox.length === 1);
  const names = ['one', 'two', 'three', 'four'];
  // At these milliseconds after they were saved: they are being read, and are being sent.
  for (const moment of [60, 1100]) {
    await Promise.all(names.map((name) => site.write(`content/posts/${name}.md`, post(name))));
    await new Promise((resolve) => setTimeout(resolve, moment));
    await kill();
    await start();
  }
  const expected = names.map((name) => `/ap/posts/${name}/create`).sort();
  await until(() => new Set(news()).size === names.length, 100_000);
  await kill();
  const [before, last] = [news().length, Date.now()];
  await start();
  await until(() => Date.now() - last > 2500);
  expect([...new Set(news())].sort()).toEqual(expected);
  // Once more came at most what was on its way when the server was killed, under the same id.
  expect(before).toBeLessThanOrEqual(2 * names.length);
  expect(news().length - before).toBeLessThanOrEqual(names.length);
});
