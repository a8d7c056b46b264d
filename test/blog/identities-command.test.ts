import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serve } from '../support/postern.ts';
import { makeSite } from '../support/site.ts';
import { typed } from '../support/typed.ts';
import { path } from './keeping.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 120_000 });

const post = (title: string): string => `---\ntitle: ${title}\n---\n`;

test('postern publish keeps identities beside the content, and sends nothing twice when the database is lost', async () => {
  const site = await makeSite({ 'content/posts/one.md': post('One') });
  onTestFinished(site.dispose);
  const { folder } = site;
  const file = () => readFile(join(folder, path), 'utf8');
  await typed(['publish'], { folder });
  await site.write('content/posts/two.md', post('Two'));
  expect((await typed(['publish'], { folder })).out).toContain('new      http://localhost:3000/posts/two');
  const before = await file();
  expect(before).toMatch(/"id":"one".*"silent":true/);
  expect(before).toMatch(/"id":"two".*"announced":"/);

  await rm(join(folder, 'data'), { recursive: true });
  expect((await typed(['publish'], { folder })).out.split('\n').sort()).toEqual([
    '',
    'Brought back: http://localhost:3000/posts/one',
    'Brought back: http://localhost:3000/posts/two',
  ]);
  expect(await file()).toBe(before);

  await rm(join(folder, path));
  await mkdir(join(folder, path));
  const { code, err } = await typed(['publish'], { folder });
  expect([code, err]).toEqual([3, expect.stringContaining(`${path}  error  There is a folder in place of this file.`)]);
});

test('a server keeps them up to date, also with what it is stopped in the middle of', async () => {
  const site = await makeSite({ 'content/posts/one.md': post('One') });
  onTestFinished(site.dispose);
  const server = await serve(['--site', site.folder]);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const file = () => readFile(join(site.folder, path), 'utf8').catch(() => '');
  await vi.waitUntil(async () => /"id":"one".*"silent":true/.test(await file()), { timeout: 30_000 });
  await site.write('content/posts/two.md', post('Two'));
  await vi.waitUntil(async () => (await fetch(`${server.url}/posts/two`)).status === 200, { timeout: 30_000 });
  await server.stop('SIGTERM');
  expect(await file()).toMatch(/"id":"two"/);
});
