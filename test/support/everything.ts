import sharp from 'sharp';

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#48657a' } })
    .withExif({ IFD0: { Copyright: 'secret owner' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
    .jpeg()
    .toBuffer();

const fence = '```';

/** The files of a blog that uses everything a page can show. */
export const everything: Record<string, string | Uint8Array> = {
  'postern.yaml': `url: http://localhost:3000
title: Everything at once
description: A blog for tests
timezone: Europe/Berlin
language: en
owners: ["@james@elsewhere.example"]
menu: { Archive: /archive, About: /about }
accounts:
  - handle: james
    name: James
    summary: "Writes **tests** and [more](/about)."
    avatar: media/james.jpg
    fields: { Website: http://localhost:3000, Pronouns: he }
`,
  'media/james.jpg': await picture(400, 400),
  'content/posts/everything/hills.jpg': await picture(1200, 800),
  'content/posts/everything/more.jpg': await picture(600, 900),
  // As much of a film as tells that it is one.
  'content/posts/everything/film.mp4': `\0\0\0\u0018ftypisom\0\0\0\0isommp42${'\0'.repeat(500)}`,
  'content/posts/everything/dot.jpg': await picture(12, 12),
  'content/posts/everything/index.md': `---
title: Everything <at> once & more
date: 2026-11-20T09:30:00+01:00
updated: 2026-11-21
summary: All of it in one post.
tags: [Trees, "C & C"]
cover: { src: hills.jpg, alt: Hills in fog, caption: Hills }
toc: true
series: Walk
seriesOrder: 1
pinned: true
aliases: [/old/everything.html]
---

An opening paragraph with *emphasis*, **strength**, \`code\`, a [link](https://example.com/), a footnote[^1], a mention
of @someone@social.example and a #hashtag. Money: $5 and $6.

## First heading

${fence}ts title="greet.ts"
const greeting: string = 'Hello'; // a very long line that goes on and on until it has to scroll because nothing breaks it anywhere
export function greet(name: string) { return \`\${greeting}, \${name}\`; }
${fence}

${fence}sh
npm ci && npm start
${fence}

## Second heading

> [!NOTE]
> A callout.

> [!WARNING]- A folded one
> With its text.

> A quotation.

| Left | Right |
|:-----|------:|
| one  |     1 |
| two  |     2 |

- [x] done
- [ ] open

![Hills in fog](hills.jpg "The hills, early")

![A tower](more.jpg)

[A film](film.mp4)

Words before ![a dot](dot.jpg) and after a picture.

## Third heading

Euler wrote $e^{i\\pi}+1=0$, and not $${Array.from({ length: 40 }, (_, index) => `x_{${index}}`).join('+')}$.

$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$

$$\\begin{aligned} a &= b \\\\ &= d \\end{aligned}$$

1. one
2. two

<details><summary>More</summary>

Hidden <kbd>text</kbd> and <mark>marks</mark>.

</details>

An-extraordinarily-long-word-without-any-space-in-it-that-has-to-be-broken-somewhere-or-it-pushes-the-page-sideways.

[^1]: The footnote.
`,
  'content/posts/2026-11-19-plain.md': `---\ntitle: Plain\nseries: Walk\nseriesOrder: 2\ntags: [Trees]\n---\n\n${'A plain paragraph of some length, as people write them. '.repeat(40)}\n`,
  'content/posts/2026-11-18-gruesse.md': `---\ntitle: Grüße aus dem Süden\nlang: de\n---\n\n> [!TIP]\n> Ein Hinweis.\n\nText.[^a]\n\n[^a]: Fußnote.\n`,
  'content/posts/2026-11-17-arabic.md': `---\ntitle: مرحبا بالعالم\nlang: ar\n---\n\nهذا نص عربي مع [رابط](https://example.com/).\n\n- بند\n- بند\n`,
  'content/posts/2026-11-16-noted.md': `---\ntitle: Noted\n---\n\nText.[^1]\n\n[^1]: ${'*one* `two` '.repeat(6)}\n`,
  'content/posts/2026-11-15-listing.md': `---\ntitle: A listing\n---\n\n${fence}\n${'a line\n'.repeat(100)}${fence}\n`,
  'content/notes/thought.md': 'Just a thought. #trees\n',
  'content/pages/about.md': '---\ntitle: About\n---\n\nAbout this blog.\n',
};
