import { createFeedKey } from '../../../src/conversation/desk/feed-key.ts';
import { type BlogOptions, startBlog, type TestBlog } from '../../support/blog.ts';
import { type Discussion, discuss, givePictures } from '../discussing.ts';
import type { Places } from './reading.ts';

const yaml = `url: https://blog.example.com
title: Notes
contact: { email: james@example.com }
blogroll: [{ title: Gates, url: 'https://gates.example.com' }]
accounts: [{ handle: james, name: James }]
`;
const film = `\0\0\0\u0018ftypisom\0\0\0\0isommp42${'\0'.repeat(500)}`;

const notes = Array.from({ length: 40 }, (_, index) => [
  `content/notes/2026-09-${String((index % 28) + 1).padStart(2, '0')}-n${index}.md`,
  `Note ${index}. #Trees\n`,
]);

const files: Record<string, string> = {
  'postern.yaml': yaml,
  'content/posts/hello/index.md': `---
title: Hello
date: 2026-11-01
tags: [Trees]
series: Walk
aliases: [/old]
---

![A film](film.mp4) [A paper](paper.pdf) [A sheet](sheet.csv)

${'Text. '.repeat(300)}
`,
  'content/posts/hello/film.mp4': film,
  'content/posts/hello/paper.pdf': '%PDF-1.4\n%%EOF\n',
  'content/posts/hello/sheet.csv': 'a,b\n',
  'content/posts/draft.md': '---\ntitle: Draft\ndraft: true\n---\n\nText.\n',
  'content/posts/later.md': '---\ntitle: Later\ndate: 2199-01-01\n---\n\nText.\n',
  'content/pages/about.md': '---\ntitle: About\n---\n\nAbout.\n',
  ...Object.fromEntries(notes),
  'public/own.txt': 'own',
  'public/own.html': '<script>alert(1)</script>',
  'public/own.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'public/own.mp4': film,
  'public/own.bin': 'x',
};

/** A blog with something of everything that can be asked for, and where that is. */
export async function startFull(
  more: Record<string, string | Uint8Array> = {},
  options: BlogOptions = {},
): Promise<{ blog: TestBlog; places: Places; discussion: Discussion }> {
  const blog = await startBlog({ ...files, ...more }, options);
  const discussion = await discuss(blog, 'hello');
  const replies: number[] = [];
  for (let index = 0; index < 110; index += 1) {
    replies.push(await discussion.say(`ada${index % 5}@other.example`, `r${index}`, '<p>Words.</p>'));
  }
  const token = await createFeedKey(blog.app.database).token(new Date());
  const { portrait } = await givePictures(blog, 'ada0', 'https://other.example/emoji.png');
  await blog.app.posts.refresh();
  const page = await blog.text('/posts/hello');
  const link = (ending: string): string => {
    const [, path] = new RegExp(`(?:src|href)="([^"]+\\.${ending})"`).exec(page) ?? [];
    if (path === undefined) throw new Error(`The page leads to no .${ending}`);
    return path;
  };
  return {
    blog,
    discussion,
    places: {
      ...{ reply: replies[0] ?? 0, token, small: portrait },
      card: /og:image" content="https:\/\/blog\.example\.com(\/cards\/[^"]+)"/.exec(page)?.[1] ?? '',
      ...{ css: link('css'), film: link('mp4'), pdf: link('pdf'), csv: link('csv') },
    },
  };
}
