import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { readEntry } from '../../src/content/read-entry.ts';
import { createReader, type Reader, readHere } from '../../src/content/reader.ts';

const rules = { timezone: 'Europe/Berlin' };
const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const titled = (lines: string, body = 'Text'): string => `---\ntitle: A\n${lines}\n---\n${body}`;
const many = Array.from({ length: 100 }, (_, index) => ({
  path: `posts/${index}.md`,
  bytes: bytesOf(titled('', `Text ${index}`)),
}));

describe('a file read on another thread', () => {
  let folder: string | null = null;
  let reader: Reader | null = null;

  afterEach(async () => {
    await reader?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
    reader = folder = null;
  });

  /** Reads on a thread that runs this instead. */
  async function start(script: string): Promise<Reader> {
    folder = await mkdtemp(join(tmpdir(), 'postern-reader-'));
    await writeFile(join(folder, 'worker.mjs'), `import { parentPort } from 'node:worker_threads';\n${script}`);
    reader = createReader(pathToFileURL(join(folder, 'worker.mjs')));
    return reader;
  }

  it.each([
    [titled('date: 2026-11-20 14:30\nupdated: 2026-11-21T08:00:00Z\ntags: [CSS, "#Web", 2024]\nseries: Doors')],
    [
      titled(
        'cover: { src: hills.jpg, alt: Hills }\ncomments: false\nedit: minor\nfederate: quiet\nas: note\nid: 01JX',
      ),
    ],
    [titled('', '![](a.jpg) ![b](https://x.example/b.jpg) [c](c.pdf) #walk @ada@x.example[^1]\n\n[^1]: A note.')],
    [titled('', '日本語の文章 🎉 \u2028 \0 é \ud83d')],
    [titled('titel: B\ndate: 2026-02-30\ntags: { a: b }\nid: a b\nlang: klingonisch')],
    [titled('a: &a [x, x]\nb: &b [*a, *a]\ntags: *b\ncover: &c { src: *c }')],
    ['---\ntitle: "a\\q"\n\tx: @y\n---\n'],
    [`---\na: ${'['.repeat(20000)}\n---\n`],
    ['---js\nprocess.exit()\n---\n'],
    ['+++\ntitle = "A"\n+++\n'],
    ['---\ntitle: A\n\nText'],
    ['\ufeff---\r\ntitle: A\r\ndate: 2026-01-01\r\n---\r\nOne\r\nTwo'],
    [''],
    ['x'.repeat(4 * 1024 * 1024 + 1)],
    [Buffer.from('---\ntitle: A\n---\n\nGr\xfc\xdfe', 'latin1')],
    [Buffer.from('\ufeff---\ntitle: A\n---\n', 'utf16le')],
  ])('is read as it is here: %#', async (text) => {
    reader = createReader();
    const bytes = typeof text === 'string' ? bytesOf(text) : text;
    const before = Buffer.from(bytes);
    expect(await reader.read('posts/2026-11-20-a.md', bytes, rules)).toStrictEqual(
      readEntry('posts/2026-11-20-a.md', bytes, rules),
    );
    expect(before.equals(bytes)).toBe(true);
  });

  it('fails for what fails here, alone', async () => {
    reader = createReader();
    const asked = [
      reader.read('elsewhere/a.md', bytesOf('Text'), rules),
      reader.read('notes/a.md', bytesOf('Text'), rules),
      reader.read('notes/b.md', bytesOf(titled('date: 2026-01-01')), { timezone: 'No/Where' }),
    ];
    const here = await Promise.allSettled([
      readHere('elsewhere/a.md', bytesOf('Text'), rules),
      readHere('notes/a.md', bytesOf('Text'), rules),
      readHere('notes/b.md', bytesOf(titled('date: 2026-01-01')), { timezone: 'No/Where' }),
    ]);
    const there = await Promise.allSettled(asked);
    const told = (outcomes: PromiseSettledResult<unknown>[]) =>
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message));
    expect(told(there)).toStrictEqual(told(here));
    expect(there.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });

  it.each([
    ['dies in the middle', `let heard = 0; parentPort.on('message', () => { if (++heard === 30) process.exit(1); });`],
    ['throws', `parentPort.on('message', () => { throw new Error('broken'); });`],
    ['cannot start', `throw new Error('broken');`],
  ])('is read here when the thread %s, and so are those after it', async (_, script) => {
    const { read } = await start(script);
    const readings = await Promise.all(many.map(({ path, bytes }) => read(path, bytes, rules)));
    expect(readings).toStrictEqual(many.map(({ path, bytes }) => readEntry(path, bytes, rules)));
    expect((await read('notes/after.md', bytesOf('After'), rules)).outline?.excerpt).toBe('After');
  });

  it('is answered by the thread up to its death', async () => {
    const { read } = await start(`parentPort.on('message', ({ id }) => {
      if (id === 30) process.exit(1);
      parentPort.postMessage({ id, reading: { digest: 'of the thread' } });
    });`);
    const digests = (await Promise.all(many.map(({ path, bytes }) => read(path, bytes, rules)))).map((a) => a.digest);
    const own = many.map(({ path, bytes }) => readEntry(path, bytes, rules).digest);
    // What it said just before its end may be lost with it, and is then read here.
    expect(digests.slice(30)).toEqual(own.slice(30));
    for (const [index, digest] of digests.slice(0, 30).entries())
      expect(['of the thread', own[index]]).toContain(digest);
  });

  it('is given up when the reader is closed', async () => {
    const { read, close } = await start(`parentPort.on('message', () => {});`);
    const asked = expect(read('notes/a.md', bytesOf('Text'), rules)).rejects.toThrow('notes/a.md');
    await close();
    await asked;
  });

  it.each(['', 'await reader.close();'])('lets a process end by itself: %j', (last) => {
    const script = `import { createReader } from './src/content/reader.ts';
      const reader = createReader();
      const read = (text) => reader.read('notes/a.md', Buffer.from(text), { timezone: 'UTC' });
      const readings = await Promise.all(['One', 'Two'].map(read));
      process.stdout.write(readings.map(({ outline }) => outline.excerpt).join());
      ${last}`;
    const flags = ['--input-type=module-typescript', '--eval', script];
    expect(execFileSync(process.execPath, flags, { timeout: 18_000 }).toString()).toBe('One,Two');
  });
});
