import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { list } from '../../src/commands/list.ts';
import { scriptedCall } from '../support/call.ts';
import { makeSite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 60_000 });

const files = {
  'content/posts/2026-11-20-frost.md': '---\ntitle: The first frost\n---\n\nIce.\n',
  'content/posts/quiet.md': '---\ntitle: Quiet days\ndate: 2026-12-24 18:00\n---\n',
  'content/posts/winter/index.md': '---\ntitle: Winter\ndraft: true\n---\n',
  'content/posts/secret.md': '---\ntitle: Secret\ndate: 2026-01-01\nunlisted: true\n---\n',
  'content/notes/2026-11-19-goose.md': '---\nid: goose\n---\n\nThe goose can *lift* it.\n',
  'content/pages/about.md': '# About\n\nMe.\n',
};

const broken = {
  'content/posts/a.md': '---\ntitle: A\ndate: soon\n---\n',
  'content/posts/b.md': '---\ntitle: B\nslug: frost\n---\n\n![](gone.png)\n',
};

async function listed(
  more: Record<string, string> = {},
  flags: Record<string, true> = {},
): Promise<{ code: number; out: string[]; err: string[] }> {
  const site = await makeSite({ ...files, ...more });
  onTestFinished(site.dispose);
  const now = new Date('2026-11-21T12:00:00Z');
  const { call, said } = scriptedCall({ flags: { ...flags, site: site.folder } as Record<string, string | true>, now });
  return { code: await list.run(call), ...said };
}

describe('postern list', () => {
  test('shows every file with its state, newest first', async () => {
    expect(await listed()).toEqual({
      code: 0,
      err: [],
      out: [
        'scheduled            2026-12-24 18:00  Quiet days              http://localhost:3000/posts/quiet',
        'published            2026-11-20 00:00  The first frost         http://localhost:3000/posts/frost',
        'published            2026-11-19 00:00  The goose can lift it.  http://localhost:3000/notes/goose',
        'published, unlisted  2026-01-01 00:00  Secret                  http://localhost:3000/posts/secret',
        'published                              About                   http://localhost:3000/about',
        'draft                                  Winter                  content/posts/winter/index.md',
        '6 files: 4 published, 1 scheduled, 1 draft.',
      ],
    });
  });

  test('shows only drafts, or only what is scheduled', async () => {
    expect((await listed({}, { drafts: true })).out).toEqual([
      'draft    Winter  content/posts/winter/index.md',
      '1 file: 1 draft.',
    ]);
    expect((await listed({}, { scheduled: true })).out.at(-1)).toBe('1 file: 1 scheduled.');
    expect((await listed({}, { scheduled: true, drafts: true })).out.at(-1)).toBe('2 files: 1 scheduled, 1 draft.');
  });

  test('tells problems at the end, errors first, and exits with 3', async () => {
    const { code, out, err } = await listed(broken);
    expect(code).toBe(3);
    expect(out.at(-1)).toBe('8 files: 4 published, 1 scheduled, 1 draft, 2 broken.');
    expect(err.map((line) => line.split('  ').slice(0, 2).join(' '))).toEqual([
      'content/posts/a.md:3 error',
      'content/posts/b.md error',
      'content/posts/b.md:6 warning',
      'content/posts/b.md:6 warning',
    ]);
    expect(err[1]).toContain('content/posts/2026-11-20-frost.md has the address /posts/frost already.');
    expect((await listed(broken, { problems: true })).out).toEqual([]);
    expect(await listed({}, { problems: true })).toEqual({ code: 0, out: ['There are no problems.'], err: [] });
  });

  test('gives scripts JSON, from a shell', async () => {
    const site = await makeSite({ ...files, ...broken });
    onTestFinished(site.dispose);
    const { code, out, err } = await typed(['list', '--json'], { folder: site.folder });
    expect({ code, err }).toEqual({ code: 3, err: '' });
    const { entries, problems } = JSON.parse(out);
    expect(entries).toContainEqual({
      path: 'content/posts/secret.md',
      kind: 'post',
      state: 'published',
      date: '2025-12-31T23:00:00.000Z',
      title: 'Secret',
      address: 'http://localhost:3000/posts/secret',
      unlisted: true,
    });
    expect(problems[0]).toMatchObject({ path: 'content/posts/a.md', line: 3, severity: 'error' });
  });

  test('needs no database and makes none', async () => {
    const site = await makeSite(files);
    onTestFinished(site.dispose);
    const { readdir } = await import('node:fs/promises');
    await typed(['list'], { folder: site.folder });
    expect((await readdir(site.folder)).sort()).toEqual(['content', 'postern.yaml']);
  });

  test('says what to do where there is no content', async () => {
    const site = await makeSite();
    onTestFinished(site.dispose);
    expect(await typed(['list', '--site', site.folder])).toEqual({
      code: 1,
      out: '',
      err: `There is no folder content in ${site.folder}. Make it, or name another blog with --site.\n`,
    });
  });
});
