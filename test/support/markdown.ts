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
const media: Record<string, Medium> = Object.fromEntries(
  ['hills.jpg', 'my hills.jpg', 'paper.pdf', 'film.mp4', 'film.vtt'].map((name) => [
    name,
    {
      hash,
      name: name.replace(' ', '-'),
      type: name.endsWith('jpg') ? 'image/jpeg' : 'application/octet-stream',
      size: 1000,
      width: name.endsWith('jpg') ? 800 : null,
      height: name.endsWith('jpg') ? 600 : null,
    },
  ]),
);

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
