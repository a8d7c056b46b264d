import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { classes } from '../../src/content/highlight/classes.ts';
import { Remembered } from '../../src/content/highlight/remembered.ts';
import { Thread } from '../../src/content/highlight/thread.ts';
import { closeHighlighter, highlight } from '../../src/content/highlight.ts';
import { escapeHtml } from '../../src/html.ts';

afterAll(closeHighlighter);

const plain = (markup: string) => markup.replace(/<\/?span[^>]*>/g, '');

describe('highlighted code', () => {
  it.each([
    ['ts', 'const a: number = f("x"); // y'],
    ['js', 'import x from "y"; /* z */'],
    ['sh', 'echo "$HOME" # x'],
    ['bash', 'if [ -f x ]; then exit 1; fi'],
    ['yml', 'key: "value" # x'],
    ['py', 'def f(x):\n    return "a"'],
    ['html', '<p class="x">y</p>'],
    ['css', 'p { color: red }'],
    ['json', '{"a": [1, true]}'],
    ['rust', 'fn main() { println!("x"); }'],
    ['go', 'func main() { return }'],
    ['sql', "SELECT * FROM a WHERE b = 'c'"],
  ])('has classes and the same text: %s', async (language, code) => {
    const markup = await highlight(code, language);
    expect(markup).toContain('<span class="tok-');
    expect(plain(markup)).toBe(escapeHtml(code));
    for (const [, name = ''] of markup.matchAll(/class="([^"]*)"/g)) expect(Object.keys(classes)).toContain(name);
    expect(markup).not.toContain('style');
  });

  it('tells the parts of a program apart', async () => {
    const markup = await highlight('class A { b = "c"; d() { return 1; } } // e', 'ts');
    expect(markup).toContain('<span class="tok-k">class</span>');
    expect(markup).toContain('<span class="tok-t">A</span>');
    expect(markup).toContain('<span class="tok-s">&quot;c&quot;</span>');
    expect(markup).toContain('<span class="tok-f">d</span>');
    expect(markup).toContain('<span class="tok-n">1</span>');
    expect(markup).toContain('<span class="tok-c">// e</span>');
  });

  it('keeps every element within its line', async () => {
    const markup = await highlight('/* a\nb */\nconst c = `d\ne`;\n', 'ts');
    for (const line of markup.split('\n')) expect(line.split('<span').length).toBe(line.split('</span>').length);
    expect(plain(markup)).toBe('/* a\nb */\nconst c = `d\ne`;\n');
  });

  it('is plain for a language that nobody knows, for none, and when it is very long', async () => {
    expect(await highlight('a < b', 'nosuch')).toBe('a &lt; b');
    expect(await highlight('a < b', null)).toBe('a &lt; b');
    expect(await highlight('a < b', '__proto__')).toBe('a &lt; b');
    expect(await highlight('a < b', 'constructor')).toBe('a &lt; b');
    const long = 'let a = 1;\n'.repeat(10_000);
    expect(await highlight(long, 'ts')).toBe(long);
  });

  it('is the same for many who ask at once', async () => {
    const codes = Array.from({ length: 30 }, (_, index) => `let a = ${index % 5};`);
    const markups = await Promise.all(codes.map((code) => highlight(code, 'ts')));
    expect(new Set(markups).size).toBe(5);
    expect(markups.every((markup) => markup.includes('tok-k'))).toBe(true);
  });

  it('starts again after it was closed', async () => {
    await closeHighlighter();
    expect(await highlight('let again = 1', 'ts')).toContain('tok-k');
  });

  it('lets a process end by itself', () => {
    const script =
      "import { highlight } from './src/content/highlight.ts'; process.stdout.write(await highlight('let a', 'ts'));";
    const flags = ['--input-type=module-typescript', '--eval', script];
    const answer = execFileSync(process.execPath, flags, { timeout: 18_000 });
    expect(answer.toString()).toContain('tok-k');
  });
});

describe('the thread that highlights', () => {
  let folder = '';
  let thread: Thread;

  afterEach(async () => {
    await thread.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(worker: string, resting = 60_000): Promise<void> {
    folder = await mkdtemp(join(tmpdir(), 'postern-worker-'));
    await writeFile(join(folder, 'worker.mjs'), `import { parentPort } from 'node:worker_threads';\n${worker}`);
    thread = new Thread(pathToFileURL(join(folder, 'worker.mjs')), {
      loading: 10_000,
      highlighting: 200,
      resting,
    });
  }

  it('is ended when it takes too long, and another answers the next question', async () => {
    await start(`parentPort.on('message', ({ code }) => {
      parentPort.postMessage({ kind: 'started' });
      if (code === 'forever') for (;;);
      parentPort.postMessage({ kind: 'done', markup: code });
    });`);
    const answers = await Promise.all(['a', 'forever', 'b'].map((code) => thread.run(code, 'ts')));
    expect(answers.map(({ markup }) => markup)).toEqual(['a', null, 'b']);
  });

  it('answers with nothing when it dies, or cannot start', async () => {
    await start(`parentPort.on('message', ({ code }) => {
      if (code === 'die') throw new Error('broken');
      parentPort.postMessage({ kind: 'done', markup: code });
    });`);
    expect((await thread.run('die', 'ts')).markup).toBeNull();
    expect((await thread.run('live', 'ts')).markup).toBe('live');
    await thread.close();
    await start(`throw new Error('broken');`);
    expect((await thread.run('a', 'ts')).markup).toBeNull();
  });

  it('is started again when it died between two questions', async () => {
    await start(`parentPort.on('message', ({ code }) => {
      parentPort.postMessage({ kind: 'done', markup: code });
      if (code === 'last') process.exit(0);
    });`);
    expect((await thread.run('last', 'ts')).markup).toBe('last');
    // Far less than the ten seconds for which a dead thread would be waited for.
    await vi.waitFor(async () => expect((await thread.run('first', 'ts')).markup).toBe('first'), { timeout: 6000 });
  });

  const counting = `let asked = 0;
    parentPort.on('message', () => parentPort.postMessage({ kind: 'done', markup: String(++asked) }));`;

  it('goes on between two questions', async () => {
    await start(counting);
    const answers = [await thread.run('a', 'ts'), await thread.run('b', 'ts')];
    expect(answers.map(({ markup }) => markup)).toEqual(['1', '2']);
  });

  it('is ended when nobody asks for a while, and another answers the next question', async () => {
    await start(counting, 5);
    expect((await thread.run('a', 'ts')).markup).toBe('1');
    // Each try asks a thread that has rested for ten times as long.
    await vi.waitFor(async () => expect((await thread.run('b', 'ts')).markup).toBe('1'), {
      interval: 50,
      timeout: 6000,
    });
  });

  it('answers many questions without a warning', async () => {
    await start(`parentPort.on('message', ({ code }) => parentPort.postMessage({ kind: 'done', markup: code }));`);
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    for (let index = 0; index < 30; index += 1) await thread.run(String(index), 'ts');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  it('may be closed while it works', async () => {
    await start(`parentPort.on('message', () => {});`);
    const asked = thread.run('a', 'ts');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await thread.close();
    expect(await asked).toEqual({ markup: null, interrupted: true });
  });
});

describe('remembered texts', () => {
  it('are forgotten, the least used first, when they are too many', () => {
    const texts = new Remembered(10);
    texts.set('a', '12345');
    texts.set('b', '12345');
    texts.get('a');
    texts.set('c', '12345');
    expect([texts.get('a'), texts.get('b'), texts.get('c')]).toEqual(['12345', undefined, '12345']);
    texts.set('a', '1');
    texts.set('d', '1234');
    expect([texts.get('a'), texts.get('c'), texts.get('d')]).toEqual(['1', '12345', '1234']);
  });
});
