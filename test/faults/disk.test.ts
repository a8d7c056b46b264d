import { execFileSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { postern } from '../support/postern.ts';
import { until } from '../support/until.ts';
import { allRead, build, type House, limit, picture } from './house.ts';

let house: House;
afterEach(() => house.close());

const full = /cannot be (written: the disk is full|read or written: the disk reports an error)\./;
const news = (name: string): string =>
  `---\ntitle: ${name}\n---\n\n![A dot](${name}.png)\n\n${'Words. '.repeat(500)}\n`;

/** What must hold on a full disk, however it came to be full, and after there is room again. */
async function survive(fill: () => void, free: () => void): Promise<void> {
  expect((await house.follow('before')).status).toBe(202);
  expect(await house.read()).toEqual(allRead);
  const refusedBefore = house.server.said.err.length;
  fill();

  // Who follows is refused in a way that lets them come again, and nothing of it is kept.
  const refused = await house.follow('during');
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '120']);
  expect(await house.read()).toEqual(allRead);
  expect(await house.followers()).toBe(1);
  expect(await house.status('/healthz')).toBe(200);

  // Publishing says what is wrong, in words.
  await house.site.write('content/posts/during.png', Buffer.concat([picture, Buffer.from('more')]));
  await house.site.write('content/posts/during.md', news('during'));
  await until(() => full.test(house.server.said.err.slice(refusedBefore)), 20_000);
  expect(house.server.said.err).not.toMatch(/Postern failed|as a mistake in Postern|at \w+ \(/);
  expect(await house.status('/posts/during')).toBe(404);
  expect(await house.read()).toEqual(allRead);

  free();
  const same = await house.stranger.deliver(house.inbox, refused.activity, {
    by: house.stranger.users.find(({ name }) => name === 'during') as never,
  });
  expect(same.status).toBe(202);
  expect(await house.followers()).toBe(2);
  await house.sweep();
  await until(async () => (await house.status('/posts/during')) === 200, 40_000);
  await until(
    async () => /\/media\/[0-9a-f]{32}\/during\.png/.test(await (await house.get('/posts/during')).text()),
    40_000,
  );
  expect(await house.read()).toEqual(allRead);
  expect(await house.server.stop()).toBe(0);
}

describe('a disk that is full', () => {
  it('for every file that is written: reading goes on, inboxes answer 503, and all goes on without a restart', async () => {
    house = await build();
    const { server } = house;
    await survive(
      () => limit(server, 'fsize', 1),
      () => limit(server, 'fsize', 'unlimited'),
    );
    // Whoever starts on a full disk says so in a sentence, and changes nothing.
    const started = await postern(['serve', '--site', house.site.folder], {
      environment: { POSTERN_PORT: '0', POSTERN_HOST: '127.0.0.1' },
      within: ['prlimit', '--fsize=1'],
    });
    expect(started.code).toBe(1);
    expect(started.err).toMatch(/^The (database|lock file) .*\.\n$/);
    await house.restart();
    expect(await house.read()).toEqual(allRead);
  }, 120_000);

  it('really: the blog keeps its data on a small one', async ({ skip }) => {
    const within = roomOf('4m');
    if (!within) {
      process.stderr.write('\nNOT TRIED: this machine lets nobody mount a small disk, so no disk was really full.\n\n');
      skip('No disk can be mounted here.');
      return;
    }
    house = await build({}, (folder) => ({ within: within(join(folder, 'data')) }));
    const { server, site } = house;
    // Another process sees what is mounted there through the one that lives in it.
    const seen = `/proc/${server.pid}/root${site.folder}/data`;
    expect(existsSync(join(seen, 'postern.db')) && !existsSync(join(site.folder, 'data/postern.db'))).toBe(true);
    await survive(
      () => {
        const write = (bytes: number): boolean => {
          try {
            writeFileSync(join(seen, 'filler'), Buffer.alloc(bytes), { flag: 'a' });
            return true;
          } catch {
            return false;
          }
        };
        for (let bytes = 1 << 20; bytes >= 1; bytes >>= 4) while (write(bytes));
        expect(statSync(join(seen, 'filler')).size).toBeGreaterThan(100_000);
      },
      () => execFileSync('rm', [join(seen, 'filler')]),
    );
  }, 120_000);
});

describe('a file that cannot be written', () => {
  it('is a problem of its post and no more, and is there when there is room', async () => {
    house = await build();
    const { server, site } = house;
    // As a quota would, it refuses this file and not the database.
    limit(server, 'fsize', 12_000_000);
    await site.write('content/posts/third.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(13_000_000)]));
    await site.write('content/posts/third.md', '---\ntitle: Third\n---\n\n[All of it](third.pdf)\n');
    await until(async () => (await house.status('/posts/third')) === 200, 20_000);
    await until(
      () => /posts\/third\.md:5 .*`third\.pdf` cannot be shown: The disk is full\./.test(server.said.err),
      20_000,
    );
    expect(server.said.err).not.toContain('as a mistake in Postern');
    expect((await house.follow('meanwhile')).status).toBe(202);
    limit(server, 'fsize', 'unlimited');
    await house.sweep();
    const there = /\/media\/[0-9a-f]{32}\/third\.pdf/;
    await until(async () => there.test(await (await house.get('/posts/third')).text()), 45_000);
    await until(() => server.said.err.includes('content/posts/third.md is in order again.'), 20_000);
  }, 120_000);
});

/** The words that start a process with a small disk at a place, which is gone with the process; null where nobody may mount. */
function roomOf(size: string): ((place: string) => string[]) | null {
  const script = `mkdir -p "$1" && mount -t tmpfs -o size=${size},mode=700 postern "$1" && shift && exec "$@"`;
  for (const rights of [['--mount'], ['--user', '--map-root-user', '--mount']]) {
    const words = (place: string) => ['unshare', ...rights, 'sh', '-c', script, 'sh', place];
    try {
      execFileSync('unshare', [...words('/tmp').slice(1), 'true'], { stdio: 'ignore' });
      return words;
    } catch {
      // Not so; perhaps otherwise.
    }
  }
  return null;
}
