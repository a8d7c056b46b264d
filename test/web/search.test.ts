import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { naughtyStrings } from '../fuzz/collections.ts';
import { harmIn, readPage } from '../fuzz/page.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { until } from '../support/until.ts';

const yaml = `url: https://blog.example.com
title: <Notes> & more than sixteen
language: en
menu: { About: /about }
accounts: [{ handle: james, name: James }]
`;

let blog: TestBlog;
let visitors = 0;

beforeAll(async () => {
  blog = await startBlog(
    {
      'postern.yaml': yaml,
      'content/posts/trees.md': `---
title: "Trees <script>alert('x')</script> & more"
date: 2026-11-01
tags: [Old Trees]
---

A walk among the **trees** of the common, said "<b>she</b>".
`,
      'content/posts/baum.md': '---\ntitle: Bäume\ndate: 2026-10-01\nlang: de\n---\n\nDer Baum im Garten.\n',
      'content/notes/2026-09-01-n.md': 'A note about kestrels.\n',
      'content/posts/draft.md': '---\ntitle: Secret kestrels\ndraft: true\n---\n\nKestrels.\n',
      'content/posts/later.md': '---\ntitle: Later kestrels\ndate: 2199-01-01\n---\n\nKestrels.\n',
      'content/posts/hidden.md': '---\ntitle: Unlisted kestrels\nunlisted: true\n---\n\nKestrels.\n',
    },
    { environment: { POSTERN_TRUST_PROXY: 'loopback' } },
  );
});
afterAll(() => blog?.dispose());

/** Each asks from an address of their own. */
function ask(query: string, visitor = ''): Promise<Response> {
  visitors += 1;
  const address = visitor || `198.18.${visitors >> 8}.1`;
  return blog.get(`/search${query}`, {
    'x-forwarded-for': visitor || address.replace(/^198\.18/, `198.${visitors & 127}`),
  });
}

const page = async (typed: string): Promise<string> => (await ask(`?q=${encodeURIComponent(typed)}`)).text();
const mainOf = (markup: string): string => markup.slice(markup.indexOf('<main'), markup.indexOf('</main>'));

describe('the search page', () => {
  it('asks by a labelled form that needs no script, and says how', async () => {
    const markup = await (await ask('')).text();
    const main = mainOf(markup);
    expect(main).toMatch(/<form class="\w+" action="\/search" role="search">/);
    expect(main).toMatch(/<label>What are you looking for\?\s<input type="search" name="q" value="" maxlength="200"/);
    expect(main).toContain('All words must be there.');
    expect(markup).toContain('<meta name="robots" content="noindex">');
    // Beside the links that the author wrote.
    expect(markup).toMatch(
      /<a href="\/about">About<\/a><\/li>\s<li><a href="\/search" aria-current="page">Search<\/a>/,
    );
  });

  it('shows what was found, with marks, tags and languages, and nothing that somebody could put into it', async () => {
    const markup = await page('trees walk');
    expect(mainOf(markup)).toContain('<h2 class="label">1 post</h2>');
    expect(mainOf(markup)).toContain(
      '<mark>Trees</mark> &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; more</a><p class="p-summary">A <mark>walk</mark> among the <mark>trees</mark> of the common, said &quot;she&quot;.</p>',
    );
    expect(mainOf(markup)).toContain('<p class="tags"><a href="/tags/old-trees"><bdi>#Old Trees</bdi></a></p>');
    expect(harmIn(markup)).toEqual([]);
    expect(mainOf(await page('baum'))).toContain(
      '<div lang="de"><a class="p-name" href="/posts/baum"><mark>Bäume</mark>',
    );
    const typed = await page('"><script>alert(1)</script>');
    expect(harmIn(typed)).toEqual([]);
    expect(typed).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  });

  it('never finds a draft, a scheduled or an unlisted post, and says the next step where nothing is found', async () => {
    const found = readPage(mainOf(await page('kestrels')).replace(/^<main[^>]*>/, ''));
    const links = found.filter(({ name, attributes }) => name === 'a' && attributes.class === 'p-name');
    expect(links.map(({ attributes }) => attributes.href)).toEqual(['/notes/n']);
    const nothing = mainOf(await page('wombat'));
    expect(nothing).toContain('Nothing was found for “wombat”.');
    expect(nothing).toContain('<a href="/archive">Archive</a>');
  });

  it('finds an edit, and a deletion, as soon as it is published', async () => {
    const path = join(blog.site.folder, 'content/posts/otter.md');
    await writeFile(path, '---\ntitle: Otter\n---\n\nAn otter.\n');
    await blog.app.publisher.publish();
    await blog.app.posts.refresh();
    expect(await page('otter')).toContain('1 post');
    await writeFile(path, '---\ntitle: Otter\n---\n\nA beaver.\n');
    await blog.app.publisher.publish();
    await blog.app.posts.refresh();
    expect(await page('beaver')).toContain('<mark>beaver</mark>');
    await writeFile(path, '---\ntitle: Otter\ndraft: true\n---\n\nA beaver.\n');
    await blog.app.publisher.publish();
    expect(await page('beaver')).toContain('Nothing was found');
  });

  it('is brought up at start after an upgrade, when no words are kept yet', async () => {
    const { query, tables } = blog.app.database;
    await query.delete(tables.searchable);
    await blog.restart();
    const again = blog.app.database;
    await until(async () => (await again.query.$count(again.tables.searchable)) === 3);
    expect(await page('trees')).toContain('1 post');
  });

  it('is told of often, so that nobody keeps it busy', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 31; index += 1) statuses.push((await ask('?q=trees', '203.0.113.7')).status);
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
    const last = await ask('?q=trees', '203.0.113.200');
    expect([statuses[30], last.status, last.headers.get('retry-after')]).toEqual([429, 429, '60']);
    expect(await last.text()).toContain('role="alert"');
    expect((await ask('', '203.0.113.7')).status).toBe(200);
  });

  it('is described for browsers, in a document that every page names', async () => {
    expect(await blog.text('/')).toContain(
      '<link rel="search" type="application/opensearchdescription+xml" title="&lt;Notes&gt; &amp; more than sixteen" href="/opensearch.xml">',
    );
    const described = await blog.text('/opensearch.xml');
    expect(described).toContain('<ShortName>&lt;Notes&gt; &amp; more …</ShortName>');
    expect(described).toContain('<Url type="text/html" template="https://blog.example.com/search?q={searchTerms}"/>');
  });

  it('answers whatever is typed with a page', async () => {
    const syntax = [
      '"',
      '-',
      '*',
      '(',
      ')',
      'AND',
      'OR',
      'NOT',
      'NEAR(',
      '^',
      ':',
      'title:',
      'tag:',
      'author:"',
      'lang:%',
      '&',
      '|',
      '!',
      '<->',
      "'",
      '\\',
      '\0',
      '{',
      '+',
    ];
    const typed = fc.oneof(
      fc.constantFrom(...naughtyStrings),
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(fc.constantFrom(...syntax, 'trees', 'baum', ' ')).map((parts) => parts.join('')),
      fc.array(fc.constantFrom(...syntax, 'trees')).map((parts) => parts.join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(
        typed,
        fc.constantFrom('', '&page=2', '&page=0', '&page=99999', '&page=x'),
        async (text, rest) => {
          const response = await ask(`?q=${encodeURIComponent(text.toWellFormed())}${rest}`);
          expect(response.status).toBe(200);
          expect(harmIn(await response.text())).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
    for (const query of [
      '?q',
      '?q=%',
      '?q=%ff%fe',
      '?q=%00',
      '?q=a&q=b',
      '?',
      `?q=${'a'.repeat(3000)}`,
      `?q=${'a%20'.repeat(300)}`,
    ])
      expect((await ask(query)).status).toBe(200);
    expect(blog.logged.filter((line) => line.includes('A request failed'))).toEqual([]);
  });
});
