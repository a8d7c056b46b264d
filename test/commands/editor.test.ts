import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { editorIn, template, textIn, writeIn } from '../../src/commands/comments/editor.ts';
import { readAll, readText } from '../../src/commands/comments/read-text.ts';
import { comments } from '../../src/commands/comments.ts';
import { discussedBlog } from './discussed.ts';

async function script(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'editor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'my editor');
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return `"${file}" --wait`;
}

test('an editor begins with the text and shows what is answered below, which is none of it', async () => {
  const editor = await script('[ "$1" = --wait ] && sed -i "1s/.*/# A heading\\n\\n#frost, and \\"more\\"/" "$2"');
  expect(await writeIn(editor, 'Old', ['ada wrote:', '', '> Hm.'])).toBe('# A heading\n\n#frost, and "more"');
  expect(await writeIn(await script('true'), '', ['ada wrote:'])).toBe('');
  expect(textIn('All of it, also without the line\r\nthat was deleted\r\n')).toBe(
    'All of it, also without the line\nthat was deleted',
  );
  expect(textIn(template('A\n\nB', ['note']))).toBe('A\n\nB');
});

test('an editor that fails, or is not there, changes nothing, and leaves nothing behind', async () => {
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('postern-answer-'));
  expect(await writeIn(await script('exit 1'), 'Old', [])).toBeNull();
  expect(await writeIn('/nowhere/editor', 'Old', [])).toBeNull();
  const after = (await readdir(tmpdir())).filter((name) => name.startsWith('postern-answer-'));
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
  expect(editorIn({ EDITOR: 'ed' })).toBe('ed');
  expect(editorIn({ EDITOR: 'ed', VISUAL: 'vi' })).toBe('vi');
  expect(editorIn({ EDITOR: ' ' })).toBeNull();
});

test('a text is taken from the command line, else from the editor of whoever sits there', async () => {
  const errors: string[] = [];
  const read = (words: string[], interactive: boolean, environment: Record<string, string>) => {
    const terminal = {
      ...{ out: () => {}, error: (line: string) => void errors.push(line), interactive, environment },
      ...{ ask: async () => '', now: () => new Date() },
    };
    return readText({ terminal }, { words, text: 'Old', notes: async () => ['ada wrote:'] });
  };
  const editor = await script('grep -q "^# ada wrote:" "$2" && sed -i "1s/Old/New/" "$2"');
  expect(await read(['Two', 'words'], true, { EDITOR: editor })).toBe('Two words');
  expect(await read([], true, { EDITOR: editor })).toBe('New');
  expect([await read([], true, {}), await read([], false, { EDITOR: editor })]).toEqual([null, null]);
  expect(errors).toEqual([
    'No editor is known: set VISUAL or EDITOR, or write the text after the number.',
    'There is no text. Write it after the number, or - to have it read from standard input.',
  ]);
});

test('what was written and is refused is said again: it is kept nowhere else', async () => {
  const { site } = await discussedBlog();
  const errors: string[] = [];
  const environment = { EDITOR: await script('printf "%020001d" 0 > "$2"') };
  const terminal = {
    ...{ out: () => {}, error: (line: string) => void errors.push(line), interactive: true, environment },
    ...{ ask: async () => '', now: () => new Date() },
  };
  const call = (...words: string[]) =>
    comments.run({ words, terminal, flag: () => false, text: (name) => (name === 'site' ? site.folder : null) });
  expect(await call('reply', '4')).toBe(1);
  expect(errors).toEqual([
    expect.stringContaining('Write a post instead.'),
    `\nThis is what you wrote:\n\n${'0'.repeat(20_001)}`,
  ]);
  // What stands on the command line is in the shell's history.
  errors.splice(0);
  expect(await call('reply', '4', '0'.repeat(20_001))).toBe(1);
  expect(errors).toHaveLength(1);
});

test('standard input is read to its end, as UTF-8, up to a limit', async () => {
  expect(await readAll(Readable.from([Buffer.from('Gr'), Buffer.from('üße\n')]))).toBe('Grüße\n');
  const halves = Buffer.from('ü');
  expect(await readAll(Readable.from([halves.subarray(0, 1), halves.subarray(1)]))).toBe('ü');
  expect(await readAll(Readable.from([Buffer.from([0xff])]))).toBeNull();
  expect(await readAll(Readable.from([Buffer.alloc(1024 * 1024), Buffer.alloc(1)]))).toBeNull();
});
