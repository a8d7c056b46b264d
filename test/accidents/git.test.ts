import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { accident, shareWorld } from './accident.ts';
import { post, posts } from './sample.ts';
import { day, hour, type World } from './world.ts';

const run = promisify(execFile);

async function git({ blog }: World, ...words: string[]): Promise<string> {
  const who = ['-c', 'user.name=James', '-c', 'user.email=james@blog.example', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return (await run('git', [...who, ...words], { cwd: blog.site.folder, env })).stdout;
}

async function commit(world: World): Promise<void> {
  await git(world, 'add', '-A');
  await git(world, 'commit', '-q', '--allow-empty', '-m', 'As it is.');
}

/** Makes a branch in a folder of its own, so that the blog's does not change. */
async function branch(
  world: World,
  name: string,
  change: (folder: string) => Promise<unknown>,
  from = 'main',
): Promise<void> {
  const tree = join(world.blog.site.folder, 'data', name);
  await git(world, 'worktree', 'add', '-q', '-b', name, tree, from);
  await change(tree);
  await git(world, '-C', tree, 'add', '-A');
  await git(world, '-C', tree, 'commit', '-qm', name);
  await git(world, 'worktree', 'remove', '--force', tree);
}

const late = posts.slice(6);
const older = ['p01', 'p02', 'p03'];

/** The whole blog's folder is in git, as most have it: a commit for each of the last six posts. */
shareWorld(async (world) => {
  await world.blog.site.write('.gitignore', 'data/\n');
  await git(world, 'init', '-q', '-b', 'main');
  await world.blog.site.write('data/p04.md', post('p04', 1));
  const blob = (await git(world, 'hash-object', '-w', 'data/p04.md')).trim();
  await git(world, 'update-index', '--add', '--cacheinfo', `100644,${blob},content/posts/p04.md`);
  await git(world, 'commit', '-qm', 'One, in its first edition.');
  await git(world, 'tag', 'first-edition');
  await git(world, 'add', '-A', ':!content/posts/p0[789].md', ':!content/posts/p1?.md');
  await git(world, 'commit', '-qm', 'The first six.');
  await git(world, 'tag', 'first-six');
  for (const file of late) {
    await git(world, 'add', `content/${file}`);
    await git(world, 'commit', '-qm', file);
  }
  await branch(world, 'old', async (tree) => {
    for (const file of late) await rm(join(tree, 'content', file));
    for (const name of older) await writeFile(join(tree, `content/posts/${name}.md`), post(name, 1));
  });
  await branch(world, 'pages-only', async (tree) => {
    await rm(join(tree, 'content'), { recursive: true });
    await writeFile(join(tree, 'README'), 'Here are pages, once.\n');
  });
  const theirs = (tree: string): Promise<void> => writeFile(join(tree, 'content/posts/p04.md'), post('p04', 2));
  await branch(world, 'theirs', theirs, 'first-edition');
});

const gone = /The files of \d+ of \d+ posts are gone, which looks like an accident.*Bring the files back/s;
const inOlderEdition = Object.fromEntries(older.map((name) => [`posts/${name}.md`, `words of ${name} in edition 1`]));
const checkOut =
  (name: string) =>
  async (world: World): Promise<void> => {
    await commit(world);
    await git(world, 'checkout', '-q', name);
  };
const backToMain = (world: World): Promise<string> => git(world, 'checkout', '-q', '-f', 'main');

describe('git checkout', () => {
  accident('of an old branch, for half a minute', {
    happens: checkOut('old'),
    mended: backToMain,
    lasts: 30_000,
    changed: inOlderEdition,
    told: gone,
  });

  accident('of an old branch, for two days', {
    happens: checkOut('old'),
    mended: backToMain,
    lasts: 2 * day,
    changed: inOlderEdition,
    told: gone,
    when: ['serving', 'down'],
  });

  accident('of a branch without any content', {
    happens: checkOut('pages-only'),
    mended: backToMain,
    told: /content folder is not there|no file to publish/,
  });

  accident('of one commit after the other, as git bisect does', {
    async happens(world) {
      await commit(world);
      for (const revision of ['first-six', 'main~2', 'main~5', 'main~3']) {
        await git(world, 'checkout', '-q', revision);
        await pause(60);
      }
      await backToMain(world);
    },
    told: null,
  });

  accident('with sparse-checkout that leaves the posts out', {
    async happens(world) {
      await commit(world);
      await git(world, 'sparse-checkout', 'set', 'content/pages', 'content/notes', 'content/.postern');
    },
    mended: (world) => git(world, 'sparse-checkout', 'disable'),
    told: gone,
  });
});

describe('git pull', () => {
  accident('that stops on a conflict', {
    async happens(world) {
      await commit(world);
      await git(world, 'merge', '-q', 'theirs').catch(() => 'It stops, of course.');
      if (!(await readFile(join(world.content, 'posts/p04.md'), 'utf8')).includes('<<<<<<<'))
        throw new Error('No mark');
    },
    mended: (world) => git(world, 'merge', '--abort'),
    told: /content\/posts\/p04\.md:\d+.*<<<<<<</s,
  });

  accident('that has removed what it moves, and is not yet done', {
    async happens(world) {
      await commit(world);
      for (const file of late.slice(0, 3)) await rm(join(world.content, file));
    },
    async mended(world) {
      await mkdir(join(world.content, 'posts/2026'));
      for (const file of late.slice(0, 3))
        await writeFile(join(world.content, file.replace('posts/', 'posts/2026/')), post(file.slice(6, -3)));
    },
    lasts: hour,
    hidden: late.slice(0, 3),
    told: null,
  });

  accident('that moves them back', {
    async happens(world) {
      await commit(world);
      await git(
        world,
        'mv',
        ...late.slice(0, 3).map((file) => `content/${file.replace('/', '/2026/')}`),
        'content/posts',
      );
    },
    told: null,
  });
});

describe('git', () => {
  accident('stash of posts that were never committed, and stash pop', {
    async happens(world) {
      await commit(world);
      await git(world, 'rm', '-q', '--cached', 'content/posts/p11.md', 'content/posts/p12.md');
      await git(world, 'commit', '-qm', 'Not those.');
      await git(world, 'stash', '-q', '-u');
    },
    mended: (world) => git(world, 'stash', 'pop', '-q'),
    lasts: hour,
    hidden: ['posts/p11.md', 'posts/p12.md'],
    told: null,
  });

  accident('reset --hard by many commits', {
    async happens(world) {
      await commit(world);
      await git(world, 'reset', '-q', '--hard', 'first-six');
    },
    mended: (world) => git(world, 'reset', '-q', '--hard', 'ORIG_HEAD'),
    told: gone,
    when: ['serving', 'down'],
  });

  accident('clean -fdx, with posts that were never committed', {
    async happens(world) {
      await commit(world);
      await git(world, 'rm', '-q', '--cached', ...late.map((file) => `content/${file}`));
      await git(world, 'commit', '-qm', 'Not those.');
      await git(world, 'clean', '-qfdx', '-e', 'data');
    },
    async mended(world) {
      await git(world, 'reset', '-q', '--hard', 'HEAD~1');
    },
    told: gone,
  });

  accident('rebase, which writes each file anew', {
    async happens(world) {
      await commit(world);
      const now = new Date();
      for (const file of posts) await utimes(join(world.content, file), now, now);
      await git(world, 'checkout', '-q', 'first-six');
      await backToMain(world);
    },
    told: null,
    when: ['serving', 'down'],
  });

  accident('with core.autocrlf, which turns the ends of all lines', {
    async happens(world) {
      await commit(world);
      await git(world, 'config', 'core.autocrlf', 'true');
      await rm(join(world.content, 'posts'), { recursive: true });
      await git(world, 'checkout', '-q', '-f', 'main', '--', 'content');
      if (!(await readFile(join(world.content, 'posts/p04.md'), 'utf8')).includes('\r\n')) throw new Error('No CRLF');
    },
    async mended(world) {
      await git(world, 'config', 'core.autocrlf', 'false');
      await rm(join(world.content, 'posts'), { recursive: true });
      await git(world, 'checkout', '-q', '-f', 'main', '--', 'content');
    },
    told: null,
    when: ['serving', 'down'],
  });

  accident('mv of the posts into a folder below, and back', {
    async happens(world) {
      await commit(world);
      await mkdir(join(world.content, 'posts/2026'), { recursive: true });
      await git(world, 'mv', ...posts.map((file) => `content/${file}`), 'content/posts/2026');
      await commit(world);
    },
    mended: async (world) =>
      git(world, 'mv', ...posts.map((file) => `content/${file.replace('/', '/2026/')}`), 'content/posts'),
    told: null,
    when: ['serving', 'down'],
  });
});
