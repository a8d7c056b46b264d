import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { everything } from '../support/everything.ts';
import { sampleDiscussion } from '../web/discussing.ts';

// Has every page and feed of a blog that uses all there is read by two checkers that are not ours and not in the lock
// file: the Nu HTML checker (the package vnu-jar, and Java) and the W3C's feed validator (github.com/w3c/feedvalidator,
// and a Python with lxml and html5lib). `node test/long/validate.ts [--vnu path/to/vnu.jar] [--feedvalidator folder]
// [--python python3]`. Prints what they say; ends with 1 when that is anything.

const { values } = parseArgs({
  options: {
    vnu: { type: 'string' },
    feedvalidator: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
});
if (values.vnu === undefined && values.feedvalidator === undefined) {
  say('Name --vnu, --feedvalidator or both: see the beginning of this file.');
  process.exit(2);
}

interface Found {
  address: string;
  type: string;
  text: string;
}

const blog = await startBlog(everything, { reachable: true });
const folder = await mkdtemp(join(tmpdir(), 'postern-validate-'));
let faults = 0;
try {
  const talk = await sampleDiscussion(blog, 'plain');
  for (let index = 0; index < 200; index += 1)
    await talk.say(`reader${index}@example.social`, `reply-${index}`, `<p>Reply ${index}.</p>`);
  const found = await crawl(blog);
  const pages = found.filter(({ type }) => type === 'text/html');
  const feeds = found.filter(({ type }) => /^application\/(?:rss|atom)\+xml$/.test(type));
  say(`${pages.length} pages, ${feeds.length} feeds, ${found.length} addresses in all.`);
  if (values.vnu !== undefined) faults += await checkPages(resolve(values.vnu), pages);
  if (values.feedvalidator !== undefined) faults += await checkFeeds(resolve(values.feedvalidator), feeds);
} finally {
  await blog.dispose();
  await rm(folder, { recursive: true });
}
say(faults === 0 ? 'Nothing is wrong.' : `${faults} are wrong.`);
process.exitCode = faults === 0 ? 0 : 1;

/** Everything of the blog that a link of it leads to. */
async function crawl({ get, app }: TestBlog): Promise<Found[]> {
  // Not `localhost`, in which one of them sees no host.
  const { origin } = app.config.site;
  const all = new Map<string, Found | null>();
  const waiting = ['/', '/nowhere'];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (all.has(path)) continue;
    all.set(path, null);
    const answer = await get(path);
    const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
    if (answer.status >= 300 && answer.status !== 404) continue;
    const text = await answer.text();
    all.set(path, { address: origin + path, type, text });
    if (type !== 'text/html') continue;
    for (const [, href = ''] of text.matchAll(/ (?:href|action)="([^"]*)"/g)) {
      const to = new URL(href.replaceAll('&amp;', '&'), origin + path);
      if (to.origin === origin) waiting.push(to.pathname + to.search);
    }
  }
  return [...all.values()].filter((one) => one !== null);
}

async function checkPages(vnu: string, pages: readonly Found[]): Promise<number> {
  const files = new Map<string, string>();
  for (const [index, { address, text }] of pages.entries()) {
    const file = join(folder, `${index}.html`);
    files.set(file, address);
    await writeFile(file, text);
  }
  const { said } = await run('java', ['-jar', vnu, '--format', 'gnu', ...files.keys()]);
  // What it only remarks is nothing wrong: a void element may be closed, as XML has it.
  const lines = said.split('\n').filter((line) => line.includes('.html"') && !/: info: /.test(line));
  for (const line of lines) say(line.replace(/^"file:([^"]*)"/, (_, file: string) => files.get(file) ?? file));
  return lines.length;
}

async function checkFeeds(program: string, feeds: readonly Found[]): Promise<number> {
  let wrong = 0;
  for (const { address } of feeds) {
    const { said, code } = await run(values.python, ['demo.py', address], join(program, 'src'));
    if (code === 0) continue;
    // It does not know the elements of MathML, in which formulas stand.
    const lines = said.split('\n').filter((line) => !/^(?:Validating .*|.*: Non-html tag .*|)$/.test(line));
    if (lines.length > 0) say(`${address}:\n${lines.join('\n')}`);
    wrong += lines.length;
  }
  return wrong;
}

function run(program: string, parameters: string[], cwd?: string): Promise<{ said: string; code: unknown }> {
  return new Promise((answer) => {
    execFile(program, parameters, { cwd, maxBuffer: 1e8 }, (error, out, err) =>
      answer({ said: `${out}${err}`, code: error ? error.code : 0 }),
    );
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
