import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { RenderContext } from '../../src/content/markdown.ts';
import type { Medium } from '../../src/content/post.ts';

/** A text and what becomes of it: `=== name`, `lang: de`?, the text, then `--- page`, `--- feed`, `--- wire`. */
export interface Fixture {
  file: string;
  name: string;
  language: string;
  input: string;
  page: string;
  feed: string;
  wire: string;
}

export function readFixtures(folder: string): Fixture[] {
  return globSync(`${folder}/*.txt`)
    .sort()
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split(/^=== /m)
        .slice(1)
        .map((part) => parse(basename(path, '.txt'), part)),
    );
}

function parse(file: string, part: string): Fixture {
  const [, name = '', language = 'en', rest = ''] = /^(.*)\n(?:lang: (\S+)\n)?([\s\S]*)$/.exec(part) ?? [];
  const [input = '', page = '', feed = '', wire = ''] = rest.split(/^--- (?:page|feed|wire)\n/m);
  return { file, name, language, input, page, feed, wire };
}

const hash = '0123456789abcdef'.repeat(2);
const file = (name: string, type: string, width: number | null, height: number | null, more: Partial<Medium> = {}) =>
  ({ hash, name: name.replace(' ', '-'), type, size: 1000, width, height, ...more }) satisfies Medium;
const media: Record<string, Medium> = {
  'hills.jpg': file('hills.jpg', 'image/jpeg', 800, 600),
  'my hills.jpg': file('my hills.jpg', 'image/jpeg', 800, 600),
  'paper.pdf': file('paper.pdf', 'application/octet-stream', null, null),
  'film.mp4': file('film.mp4', 'application/octet-stream', null, null),
  'film.vtt': file('film.vtt', 'application/octet-stream', null, null),
  'clip.webm': file('clip.webm', 'video/webm', 1280, 720),
  'old.ogv': file('old.ogv', 'video/ogg', null, null),
  'wind.mp3': file('wind.mp3', 'audio/mpeg', null, null),
  'large.jpg': file('large.jpg', 'image/jpeg', 1000, 500, { size: 100_000, tint: '#8a7f66' }),
  'holes.png': file('holes.png', 'image/png', 600, 300, { size: 100_000, tint: '#0000' }),
};

/** A post at /posts/hello of a blog below /blog; addresses are paths, or whole with an origin. */
export function contextAt(origin: string, language = 'en'): RenderContext {
  const address = (path: string) => `${origin}/blog${path}`;
  return {
    language,
    id: 'hello',
    page: '/posts/hello',
    medium: (src) => media[src] ?? null,
    post: (src) => (src === 'other.md' ? '/posts/other' : null),
    address,
    tag: (slug) => address(`/tags/${encodeURIComponent(slug)}`),
  };
}
