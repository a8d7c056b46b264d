import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { generateBlog } from '../../../bench/blog.ts';
import { writeThread } from '../../../bench/thread.ts';
import { postern } from '../../support/postern.ts';
import { makeSite, type TemporarySite } from '../../support/site.ts';
import type { Chance } from './chance.ts';

/** The public address of the blog; only its path is ever asked, at the port where it listens. */
export const origin = 'https://blog.example.com';
export const actor = `${origin}/ap/actors/james`;

const yaml = `url: ${origin}
title: A Long Day
timezone: Europe/Berlin
accounts:
  - handle: james
    name: James
comments: { rule: everyone }
publish: { settle: 1s, quiet: 2s, removal: 1h }
`;

export interface DayBlog {
  site: TemporarySite;
  environment: Record<string, string>;
  /** The files of the posts, relative to `content/posts`, without their ending. */
  names: string[];
  /** Does what an author does: saves a post, renames one, writes a new one. */
  edit(chance: Chance): Promise<void>;
}

/** So many posts, the first with a thread of 2,000 replies where it is to have one, every tenth with a picture. */
export async function makeDayBlog(count: number, { hasThread = true } = {}): Promise<DayBlog> {
  const site = await makeSite({ 'postern.yaml': yaml });
  const generated = await generateBlog(count);
  const names = Array.from({ length: count }, (_, index) => generated.path(index).slice('/posts/'.length));
  const fileOf = (name: string): string => join(site.folder, 'content', 'posts', `${name}.md`);
  for (const [index, name] of names.entries()) {
    const text = await readFile(generated.file(index), 'utf8');
    const pictured = index % 10 === 0 ? `\n![A field](./field-${index % 100}.jpg)\n` : '';
    await site.write(`content/posts/${name}.md`, text + pictured);
  }
  for (let index = 0; index < Math.min(100, count); index += 10)
    await site.write(`content/posts/field-${index}.jpg`, await picture(index));
  const environment = {
    POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback',
    POSTERN_HOST: '127.0.0.1',
    POSTERN_TRUST_PROXY: 'loopback',
    POSTERN_LOG_LEVEL: 'error',
  };
  if (hasThread) {
    const published = await postern(['publish', '--site', site.folder], { environment });
    if (published.code !== 0) throw new Error(`The blog cannot be published: ${published.out}${published.err}`);
    await writeThread({ ...generated, folder: site.folder }, 0);
  }
  await rm(generated.folder, { recursive: true, force: true });
  let written = 0;

  return {
    site,
    environment,
    names,
    async edit(chance) {
      written += 1;
      // The first keeps its thread where readers look for it.
      const at = 1 + chance.under(names.length - 1);
      const name = names[at] ?? '';
      const what = written % 4;
      if (what === 1) {
        names.push(`new-${written}`);
        await writeFile(
          fileOf(`new-${written}`),
          `---\ntitle: New ${written}\ntags: [gate]\n---\n\nWritten ${written}.\n\n~~~ts\nconst written = ${written};\n~~~\n`,
        );
      } else if (what === 2) {
        const other = `${name.replace(/-moved.*$/, '')}-moved-${written}`;
        await rename(fileOf(name), fileOf(other));
        names[at] = other;
      } else {
        await writeFile(fileOf(name), `${await readFile(fileOf(name), 'utf8')}\nAnd once more: ${written}.\n`);
      }
    },
  };
}

/** Noise, so that it has a size: some 100 kB as a JPEG. */
function picture(seed: number): Promise<Buffer> {
  const [width, height] = [480, 320];
  const pixels = Buffer.alloc(width * height * 3);
  let state = seed + 1;
  for (let at = 0; at < pixels.length; at += 1) {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    pixels[at] = state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}
