import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { launchBrowser } from '../support/browser.ts';
import { discuss } from '../web/discussing.ts';

// Takes the pictures of docs/look.md: each kind of page of the sample blog in a real browser, on a telephone, a tablet
// and a desk, light above dark. `npm run pictures [-- --only home] [--to folder]`. Takes a minute.

/** Each kind of page, and what is to be in sight. */
const pages: Readonly<Record<string, { path: string; at?: string }>> = {
  home: { path: '/' },
  post: { path: '/posts/pictures-beside-their-post' },
  writing: { path: '/posts/writing-in-markdown', at: 'h2:nth-of-type(2)' },
  notes: { path: '/posts/notes-in-the-margin' },
  replies: { path: '/posts/a-small-cluster', at: '.replies' },
  follow: { path: '/posts/a-small-cluster', at: '.follow' },
  note: { path: '/notes/goose' },
  author: { path: '/@james' },
  archive: { path: '/archive' },
  tag: { path: '/tags/feeds' },
  search: { path: '/search?q=feed' },
  subscribe: { path: '/subscribe' },
  interact: { path: '/interact?uri=/posts/a-small-cluster' },
  privacy: { path: '/privacy' },
  missing: { path: '/nowhere' },
};

/** Their width in pixels, of which each stands there in the same height. */
const screens = [320, 768, 1440];
const height = 900;
/** Pixels between them, and the colour of the wall on which they hang. */
const gap = 24;
const wall = '#8d9094';
/** Pixels of the whole, as the documentation shows it. */
const shownWidth = 1600;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    to: { type: 'string', default: join(import.meta.dirname, '../../docs/pictures') },
  },
});
const project = join(import.meta.dirname, '../..');
const [blog, browser] = await Promise.all([startBlog(await sample()), launchBrowser()]);
try {
  await converse(blog);
  await mkdir(values.to, { recursive: true });
  for (const [name, page] of Object.entries(pages).filter(
    ([one]) => values.only === undefined || one === values.only,
  )) {
    const path = page.path.replace('uri=', `uri=${encodeURIComponent('http://localhost:3000')}`);
    const answer = await blog.get(path);
    if (!answer.ok && name !== 'missing') throw new Error(`${path} answered ${answer.status}.`);
    const file = join(values.to, `${name}.webp`);
    await writeFile(file, await hang(await Promise.all(screens.flatMap((width) => take(path, page.at, width)))));
    process.stdout.write(`${file}\n`);
  }
} finally {
  await browser.close();
  await blog.dispose();
}

/** The files of the sample blog. */
async function sample(): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = { 'postern.yaml': await readFile(join(project, 'postern.yaml')) };
  for (const folder of ['content', 'media', 'public']) {
    const found = await readdir(join(project, folder), { recursive: true, withFileTypes: true });
    for (const file of found.filter((one) => one.isFile())) {
      const path = join(file.parentPath, file.name);
      if (!path.includes('/.postern/')) files[path.slice(project.length + 1)] = await readFile(path);
    }
  }
  return files;
}

/** What a few readers said of one post. */
async function converse(to: TestBlog): Promise<void> {
  const talk = await discuss(to, 'cluster');
  await talk.person('ana@example.social', { name: 'Ana Lima' });
  await talk.person('tove@brygge.example', { name: 'Tove' });
  await talk.person('kwame@masto.example', { name: 'Kwame Mensah' });
  await talk.say(
    'ana@example.social',
    'one',
    '<p>I run mine on two old laptops. How long does a restart take you?</p>',
  );
  await talk.answer('james', 'two', '<p>Less than a second, and nobody notices: the proxy waits.</p>', talk.uri('one'));
  await talk.say('ana@example.social', 'three', '<p>Then I have no excuse left. Thank you!</p>', {
    parent: talk.uri('two'),
  });
  await talk.say('tove@brygge.example', 'four', '<p>Hva med sikkerhetskopier?</p>', { language: 'no' });
  await talk.say('kwame@masto.example', 'five', '<p>The goose approves.</p>', { warning: 'A goose' });
  for (const name of ['ana@example.social', 'tove@brygge.example', 'kwame@masto.example'])
    await talk.react(name, 'like');
  for (let index = 1; index <= 9; index += 1) await talk.react(`reader${index}@example.social`, 'boost');
}

/** One page on one screen, light and dark. */
function take(path: string, at: string | undefined, width: number): Promise<Buffer>[] {
  return (['light', 'dark'] as const).map(async (colorScheme) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(blog.app.url + path, { waitUntil: 'networkidle' });
    if (at !== undefined)
      await page
        .locator(at)
        .first()
        .evaluate((element) => element.scrollIntoView());
    const taken = await page.screenshot({ type: 'png' });
    await context.close();
    return taken;
  });
}

/** Screens side by side, light above dark. */
async function hang(taken: readonly Buffer[]): Promise<Buffer> {
  const left = (column: number): number => screens.slice(0, column).reduce((sum, width) => sum + width + gap, gap);
  const whole = await sharp({
    create: { width: left(screens.length), height: 2 * height + 3 * gap, channels: 3, background: wall },
  })
    .composite(
      taken.map((input, index) => ({
        input,
        left: left(Math.floor(index / 2)),
        top: gap + (index % 2) * (height + gap),
      })),
    )
    .webp({ lossless: true })
    .toBuffer();
  return sharp(whole).resize({ width: shownWidth }).webp({ quality: 70, effort: 5 }).toBuffer();
}
