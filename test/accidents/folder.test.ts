import { cp, mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { accident, shareWorld } from './accident.ts';
import { posts } from './sample.ts';
import type { World } from './world.ts';

shareWorld();

const missing = /content folder is not there.*Bring it back/s;
const empty = /no file to publish in the content folder.*Bring the files back/s;
const gone = /The files of \d+ of \d+ posts are gone, which looks like an accident.*Bring the files back/s;

const away = ({ blog }: World): string => join(blog.site.folder, 'elsewhere');
const putAway = (world: World): Promise<void> => rename(world.content, away(world));
async function putBack(world: World): Promise<void> {
  await rm(world.content, { recursive: true, force: true });
  await rename(away(world), world.content);
}

/** Puts the folder away, and something else into its place. */
const instead =
  (put: (world: World) => Promise<unknown>) =>
  async (world: World): Promise<void> => {
    await putAway(world);
    await put(world);
  };

describe('the content folder', () => {
  accident('is unmounted, and nothing is in its place', {
    happens: putAway,
    mended: putBack,
    told: missing,
    when: ['serving', 'down'],
  });

  accident('is unmounted, and its mount point is empty', {
    happens: instead(({ content }) => mkdir(content)),
    mended: putBack,
    told: empty,
    when: ['serving', 'down'],
  });

  accident('is emptied of its files', {
    async happens(world) {
      await cp(world.content, away(world), { recursive: true });
      for (const folder of ['posts', 'notes', 'pages']) {
        await rm(join(world.content, folder), { recursive: true });
        await mkdir(join(world.content, folder));
      }
    },
    mended: putBack,
    told: empty,
  });

  accident('is a file', {
    happens: instead(({ content }) => writeFile(content, 'gitdir: ../elsewhere\n')),
    mended: putBack,
    told: missing,
  });

  accident('is a link that leads nowhere', {
    happens: instead(({ content }) => symlink('/nowhere/at/all', content)),
    mended: putBack,
    told: missing,
  });

  accident('is a link that leads to itself', {
    happens: instead(({ content }) => symlink(content, content)),
    mended: putBack,
    told: missing,
  });

  accident('is a link to the content of another blog', {
    happens: instead(async (world) => {
      const other = join(world.blog.site.folder, 'another');
      await mkdir(join(other, 'posts'), { recursive: true });
      await writeFile(join(other, 'posts', 'other.md'), '---\ntitle: Other\ndate: 2020-01-01\n---\n\nOther.\n');
      await symlink(other, world.content);
    }),
    async mended(world) {
      await unlink(world.content);
      await putBack(world);
    },
    told: gone,
  });

  accident('is turned to the next revision and back, as git-sync and a ConfigMap do', {
    async happens(world) {
      const { folder } = world.blog.site;
      for (const revision of ['revision-1', 'revision-2'])
        await cp(world.content, join(folder, revision), { recursive: true });
      await putAway(world);
      for (const revision of ['revision-1', 'revision-2', 'revision-1', 'revision-2']) {
        await symlink(join(folder, revision), join(folder, 'next'));
        await rename(join(folder, 'next'), world.content);
      }
    },
    async mended(world) {
      await unlink(world.content);
      await putBack(world);
    },
    told: null,
    when: ['serving', 'down'],
  });
});

describe('the folder of the posts', () => {
  accident('is renamed', {
    happens: ({ content }) => rename(join(content, 'posts'), join(content, 'articles')),
    mended: ({ content }) => rename(join(content, 'articles'), join(content, 'posts')),
    told: gone,
    when: ['serving', 'down'],
  });

  accident('is copied into itself', {
    async happens({ content }) {
      await mkdir(join(content, 'posts/backup'));
      for (const file of posts) await cp(join(content, file), join(content, file.replace('posts/', 'posts/backup/')));
    },
    mended: ({ content }) => rm(join(content, 'posts/backup'), { recursive: true }),
    told: /content\/posts\/backup\/p01\.md/,
  });

  accident('is copied a folder too deep', {
    async happens({ content }) {
      await cp(join(content, 'posts'), join(content, 'content/posts'), { recursive: true });
    },
    mended: ({ content }) => rm(join(content, 'content'), { recursive: true }),
    told: /content\/content\/posts\/p01\.md.*Move it into one of them/s,
  });
});
