import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { create } from '../../src/commands/new.ts';
import { scriptedCall } from '../support/call.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 60_000 });

const now = new Date('2026-11-21T23:30:00Z');

/** Writes a new entry at half past midnight in Berlin, and reads what was written. */
async function write(
  words: string[],
  flags: Record<string, string | true> = {},
  files: Record<string, string> = {},
): Promise<{ code: number; path: string; text: string; err: string[]; site: TemporarySite }> {
  const site = await makeSite(files);
  onTestFinished(site.dispose);
  const { call, said } = scriptedCall({ words, flags: { ...flags, site: site.folder }, now });
  const code = await create.run(call);
  const file = said.out[0] ?? '';
  const text = file ? await readFile(file, 'utf8') : '';
  return { code, path: file.slice(site.folder.length + 1), text, err: said.err, site };
}

describe('postern new', () => {
  test('begins a post with the day of the blog, not of the server', async () => {
    expect(await write(['post', 'Hello: "World" & Öl'], { publish: true })).toMatchObject({
      code: 0,
      path: 'content/posts/2026-11-22-hello-world-oel.md',
      text: `---
title: 'Hello: "World" & Öl'
date: 2026-11-22T00:30:00+01:00
id: 2026-11-22-hello-world-oel
---

`,
    });
  });

  test('makes a folder for a post with pictures', async () => {
    expect((await write(['post', 'Hills'], { folder: true, publish: true })).path).toBe(
      'content/posts/2026-11-22-hills/index.md',
    );
  });

  test('keeps a post back until there is something to read, without a date, so that it is new when it is published', async () => {
    expect(await write(['post', 'Winter'])).toMatchObject({
      path: 'content/posts/winter.md',
      text: '---\ntitle: Winter\nid: 2026-11-22-winter\ndraft: true\n---\n\n',
      err: ['It is a draft: take out the line `draft: true` when it is ready.'],
    });
    expect((await write(['note'])).text).toContain('draft: true');
  });

  test('keeps back a note that says something only where it is asked to', async () => {
    expect(await write(['note', 'Frost.'])).toMatchObject({ text: expect.not.stringContaining('draft'), err: [] });
    expect((await write(['note', 'Frost.'], { draft: true })).text).toContain('draft: true');
    expect(await write(['note', 'Frost.'], { draft: true, publish: true })).toMatchObject({
      code: 2,
      err: ['Name one of --draft and --publish, or neither.', 'See: postern help new'],
    });
  });

  test('is stopped by no other file, whatever that is', async () => {
    const site = await makeSite({ 'content/posts/folder.md/x.txt': '' });
    onTestFinished(site.dispose);
    await symlink('nowhere', join(site.folder, 'content/posts/link.md'));
    const { call } = scriptedCall({ words: ['post', 'Frost'], flags: { site: site.folder }, now });
    expect(await create.run(call)).toBe(0);
  });

  test('writes the date of a schedule in the time of the blog', async () => {
    expect(await write(['post', 'Quiet days'], { date: '2026-12-24 18:00' })).toMatchObject({
      path: 'content/posts/2026-12-24-quiet-days.md',
      text: expect.stringContaining('date: 2026-12-24T18:00:00+01:00\nid: 2026-12-24-quiet-days\n'),
    });
  });

  test('writes the text of a note into it', async () => {
    expect(await write(['note', 'The water butt wears a lid of ice, as thin as a window pane.'])).toMatchObject({
      path: 'content/notes/2026-11-22-the-water-butt-wears-a-lid-of-ice-as.md',
      text: expect.stringMatching(
        /^---\ndate: .*\nid: .*\n---\n\nThe water butt wears a lid of ice, as thin as a window pane.\n$/,
      ),
    });
    expect((await write(['note'], { publish: true })).path).toBe('content/notes/2026-11-22-0030.md');
  });

  test('gives a page neither date nor day', async () => {
    expect(await write(['page', 'Colophon'])).toMatchObject({
      path: 'content/pages/colophon.md',
      text: '---\ntitle: Colophon\nid: colophon\ndraft: true\n---\n\n',
    });
  });

  test('names a language only where it is another than that of the blog', async () => {
    expect((await write(['post', 'Zaun'], { lang: 'de-at' })).text).toContain('\nlang: de-AT\n');
    expect((await write(['post', 'Fence'], { lang: 'en' })).text).not.toContain('lang');
  });

  test('makes an id of plain letters for a title that has none', async () => {
    const { path, text } = await write(['post', '日本語'], { publish: true });
    expect(path).toBe('content/posts/2026-11-22-日本語.md');
    expect(text).toMatch(/\nid: 2026-11-22-[0-9a-f]{6}\n/);
  });

  test('never gives an id twice, even one of a broken file or of a post that is gone', async () => {
    const files = {
      'content/posts/old.md': '---\ntitle: [\nid: 2026-11-22-hello\n---\n',
      'content/.postern/identities.json': '[\n{"id":"2026-11-22-hello-2","path":"posts/gone.md"}\n]\n',
    };
    expect((await write(['post', 'Hello'], {}, files)).text).toContain('\nid: 2026-11-22-hello-3\n');
  });

  test('touches no file that is there', async () => {
    const path = 'content/posts/2026-11-22-hello.md';
    const { code, err, site } = await write(['post', 'Hello'], { publish: true }, { [path]: 'mine' });
    expect(code).toBe(1);
    expect(err).toEqual([`${join(site.folder, path)} is there already, and was not touched. Choose another title.`]);
    expect(await readFile(join(site.folder, path), 'utf8')).toBe('mine');
  });

  test('refuses a date or a language that is none', async () => {
    expect(await write(['post', 'x'], { date: '2026-02-30' })).toMatchObject({
      code: 2,
      err: ['"2026-02-30" is not a date. Write 2026-12-24 or "2026-12-24 18:00".', 'See: postern help new'],
    });
    expect((await write(['post', 'x'], { lang: 'german' })).err[0]).toContain('Write de.');
  });

  test('works from a shell, and prints the path alone', async () => {
    const site = await makeSite();
    onTestFinished(site.dispose);
    const { code, out, err } = await typed(['new', 'page', 'About'], { folder: site.folder });
    expect({ code, out }).toEqual({ code: 0, out: 'content/pages/about.md\n' });
    expect(err).toMatch(/^It is a draft: .*\n$/);
  });

  test('says what to do where there is no blog', async () => {
    const site = await makeSite({ 'postern.yaml': null });
    onTestFinished(site.dispose);
    expect(await typed(['new', 'post', 'x', '--site', site.folder])).toEqual({
      code: 1,
      out: '',
      err: `There is no postern.yaml in ${site.folder}. Name the blog's folder with --site, or make one with: postern init DIR\n`,
    });
  });
});
