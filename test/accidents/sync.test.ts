import { cp, readFile, rename, rm, symlink, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe } from 'vitest';
import { accident, shareWorld } from './accident.ts';
import { files, note, post, posts } from './sample.ts';
import { hour, minute, type World } from './world.ts';

shareWorld();

const told = Object.keys(files);
const place = ({ content }: World, file: string): string => join(content, file);
const restore = async (world: World): Promise<void> => {
  for (const [file, text] of Object.entries(files)) await writeFile(place(world, file), text);
};
/** Writes each file anew, out of its text. */
const each =
  (change: (text: string, file: string) => string | Buffer, some: string[] = told) =>
  async (world: World): Promise<void> => {
    for (const file of some) await writeFile(place(world, file), change(files[file] ?? '', file));
  };
const conflicted = [
  'posts/p01.sync-conflict-20261121-120000-ABCDEFG.md',
  "posts/p02 (James's conflicted copy 2026-11-21).md",
  'posts/p03 (conflicted copy 2026-11-21 120000).md',
];
const keptLast = /p01\.md.*p12\.md/s;

describe('a sync', () => {
  accident('that deletes and recreates every file', {
    async happens(world) {
      for (const file of told) await unlink(place(world, file));
      await pause(80);
      await restore(world);
    },
    told: null,
    when: ['serving', 'down'],
  });

  accident('that deletes and recreates one file after the other', {
    async happens(world) {
      for (const file of posts.slice(0, 4)) {
        await unlink(place(world, file));
        await pause(50);
        await writeFile(place(world, file), files[file] ?? '');
      }
    },
    told: null,
  });

  accident('that has deleted three files, and brings them back an hour later', {
    async happens(world) {
      for (const file of posts.slice(0, 3)) await unlink(place(world, file));
    },
    mended: restore,
    lasts: hour,
    hidden: posts.slice(0, 3),
    told: null,
    when: ['serving', 'down'],
  });

  accident('that writes under another name and then renames, as rsync and Syncthing do', {
    async happens(world) {
      for (const file of posts) {
        const [folder, name] = file.split('/') as [string, string];
        const passing = [`.${name}.Xa81Kf`, `.syncthing.${name}.tmp`, `~syncthing~${name}.tmp`];
        for (const other of passing) {
          await writeFile(place(world, `${folder}/${other}`), (files[file] ?? '').slice(0, 40));
          await writeFile(place(world, `${folder}/${other}`), files[file] ?? '');
          await rename(place(world, `${folder}/${other}`), place(world, file));
        }
      }
    },
    told: null,
  });

  accident('that leaves conflicted copies', {
    async happens(world) {
      for (const [index, file] of conflicted.entries()) await writeFile(place(world, file), post(`p0${index + 1}`, 4));
    },
    async mended(world) {
      for (const file of conflicted) await unlink(place(world, file));
    },
    told: /content\/posts\/p01\.sync-conflict-20261121-120000-ABCDEFG\.md.*Take over what is missing/s,
  });

  accident('that has emptied all files, on a full disk', {
    async happens(world) {
      for (const file of told) await truncate(place(world, file), 0);
    },
    mended: restore,
    told: keptLast,
    when: ['serving', 'down'],
  });

  accident('that has emptied three files and a note', {
    async happens(world) {
      for (const file of ['posts/p01.md', 'posts/p02.md', 'notes/n1.md', 'pages/about.md'])
        await truncate(place(world, file), 0);
    },
    mended: restore,
    told: /n1\.md/,
  });

  accident('that has cut all files in half', {
    happens: each((text) => text.slice(0, text.length / 2)),
    mended: restore,
    told: /\d+ posts changed at once.*postern publish/,
  });

  accident('that has filled files with zeros, after a loss of power', {
    happens: each((text) => Buffer.alloc(text.length)),
    mended: restore,
    told: keptLast,
  });
});

describe('an editor', () => {
  accident('that saves by renaming, with a copy beside it', {
    async happens(world) {
      for (const file of posts.slice(0, 5)) {
        await rename(place(world, file), place(world, `${file}~`));
        await pause(40);
        await writeFile(place(world, file), files[file] ?? '');
      }
    },
    told: null,
  });

  accident('that leaves locks, swap files and what a desktop adds', {
    async happens(world) {
      for (const [name, text] of Object.entries(litter)) await writeFile(place(world, `posts/${name}`), text);
      await symlink('james@desk.1234:1700000000', place(world, 'posts/.#p01.md'));
    },
    async mended(world) {
      for (const name of [...Object.keys(litter), '.#p01.md']) await unlink(place(world, `posts/${name}`));
    },
    told: null,
    isIgnored: true,
  });

  accident('that saves with a byte order mark', {
    happens: each((text) => `\ufeff${text}`),
    mended: restore,
    told: null,
  });

  accident('that saves as UTF-16', {
    happens: each((text) => Buffer.from(`\ufeff${text}`, 'utf16le')),
    mended: restore,
    told: /p01\.md.*UTF-16.*Save the file as UTF-8/s,
  });
});

const litter: Record<string, string> = {
  '.p01.md.swp': 'b0VIM 9.0',
  'p01.md~': post('p01', 7),
  '#p01.md#': post('p01', 8),
  '4913': '',
  '.DS_Store': 'Bud1',
  '._p01.md': 'Mac OS X',
  'Thumbs.db': '',
  'p01.md.orig': post('p01', 9),
  'p01.md.bak': post('p01', 9),
  'p01.md.rej': '--- a/p01.md',
  'p01.md.part': post('p01').slice(0, 30),
};

describe('a command over all files', () => {
  accident('touch', {
    async happens(world) {
      const now = new Date();
      for (const file of told) await utimes(place(world, file), now, now);
    },
    told: null,
  });

  accident('sed, with a word replaced', {
    happens: each((text) => text.replace('The words of', 'The old words of'), posts),
    mended: restore,
    told: /12 posts changed at once.*postern publish/,
  });

  accident('sed, with the front matter damaged', {
    happens: each((text) => text.replace('title: Post', 'title: [Post'), posts),
    mended: restore,
    told: keptLast,
    when: ['serving', 'down'],
  });

  accident('sed, which makes drafts of all', {
    happens: each((text) => text.replace('title:', 'draft: true\ntitle:'), posts),
    mended: restore,
    hidden: posts,
    told: /12 of \d+ posts are to be deleted, which looks like an accident.*--confirm-removals/s,
  });

  accident('sed, which puts all dates ten years ahead', {
    happens: each((text) => text.replace('title:', 'date: 2036-11-21\ntitle:'), posts),
    mended: restore,
    hidden: posts,
    told: null,
  });

  accident('sed, with the title gone', {
    happens: each((text) => text.replace(/title: .*\n/, ''), posts),
    mended: restore,
    told: /p01\.md.*The post has no title/s,
  });
});

describe('a file', () => {
  accident('that was taken for another: two are swapped', {
    async happens(world) {
      await rename(place(world, 'posts/p01.md'), place(world, 'posts/passing'));
      await rename(place(world, 'posts/p02.md'), place(world, 'posts/p01.md'));
      await rename(place(world, 'posts/passing'), place(world, 'posts/p02.md'));
    },
    mended: restore,
    lasts: minute,
    changed: { 'posts/p01.md': 'words of p02', 'posts/p02.md': 'words of p01' },
    told: null,
  });

  accident('that was renamed in its case only', {
    happens: (world) => rename(place(world, 'posts/p01.md'), place(world, 'posts/P01.md')),
    mended: (world) => rename(place(world, 'posts/P01.md'), place(world, 'posts/p01.md')),
    told: null,
  });

  accident('whose name another system writes in another form of Unicode', {
    async happens(world) {
      await rename(place(world, 'posts/p01.md'), place(world, 'posts/p01\u00e4.md'.normalize('NFD')));
      await rename(
        place(world, 'posts/p01\u00e4.md'.normalize('NFD')),
        place(world, 'posts/p01\u00e4.md'.normalize('NFC')),
      );
      await rename(place(world, 'posts/p01\u00e4.md'.normalize('NFC')), place(world, 'posts/p01.md'));
    },
    told: null,
  });

  accident('that became a folder with an index', {
    async happens(world) {
      const text = await readFile(place(world, 'posts/p01.md'));
      await rm(place(world, 'posts/p01.md'));
      await world.blog.site.write('content/posts/p01/index.md', text);
    },
    async mended(world) {
      await rm(place(world, 'posts/p01'), { recursive: true });
      await restore(world);
    },
    told: null,
  });

  accident('that was copied', {
    happens: (world) => cp(place(world, 'posts/p01.md'), place(world, 'posts/p01 copy.md')),
    mended: (world) => unlink(place(world, 'posts/p01 copy.md')),
    told: /content\/posts\/p01 copy\.md.*is a copy of content\/posts\/p01\.md.*Remove it/s,
  });

  accident('that was copied with its id', {
    happens: (world) => writeFile(place(world, 'notes/n1-again.md'), note('n1')),
    mended: (world) => unlink(place(world, 'notes/n1-again.md')),
    told: /n1-again\.md.*has the id `n1` too/s,
  });
});
