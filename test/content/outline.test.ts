import { describe, expect, it } from 'vitest';
import { renderPage } from '../../src/content/markdown.ts';
import { outline } from '../../src/content/outline.ts';
import { contextAt } from '../support/markdown.ts';

describe('the outline of a text', () => {
  it('begins with what is told, not with headings, code, tables, pictures or notes', () => {
    const text = [
      '# Title',
      '![A picture](a.jpg)',
      '```ts\ncode\n```',
      'The *first* `words`[^1]\nof a [text](/x) <b>here</b>.',
      '| a |\n|---|\n| b |',
      '- And a list',
      '[^1]: The note.',
    ].join('\n\n');
    expect(outline(text).excerpt).toBe('The first words of a text here. And a list');
  });

  it('is what a picture shows where nothing is told', () => {
    expect(outline('## Today\n\n![](a.jpg)\n\n![A *small* hill](b.jpg "At dusk")').excerpt).toBe('A small hill');
    expect(outline('![](a.jpg)').excerpt).toBe('');
  });

  it('is cut at a word near 200 characters, never within a character', () => {
    const { excerpt } = outline('word, '.repeat(100));
    expect(excerpt.length).toBeGreaterThan(150);
    expect(excerpt.length).toBeLessThanOrEqual(201);
    expect(excerpt).toMatch(/word…$/);
    const wide = outline('😀'.repeat(200)).excerpt;
    expect(wide.isWellFormed()).toBe(true);
    expect(outline('日'.repeat(300)).excerpt.length).toBeLessThanOrEqual(201);
  });

  it('counts words in every script', () => {
    expect(outline('').words).toBe(0);
    expect(outline("It's a well-known *fact*: 3.5 is `code`.").words).toBe(7);
    expect(outline('私は日本語を書きます').words).toBe(5);
    expect(outline('## A heading\n\n```\nnot counted\n```').words).toBe(2);
  });

  it('tells the same far down in a long text', () => {
    const filler = 'A paragraph of *some* length, with a [link](https://example.com/a_b) and nothing else.\n\n'.repeat(
      40,
    );
    const end = 'Look: ![a](a.jpg) [b](b.pdf) #Trees and @ann@example.org.[^n]\n\n- [x] done\n\n[^n]: See ![c](c.jpg).';
    const far = outline(filler + end);
    const near = outline(end);
    expect(far.files.map(({ src, line }) => [src, line - 80])).toEqual(near.files.map(({ src, line }) => [src, line]));
    expect(near.files.length).toBe(3);
    expect([far.hashtags, far.mentions]).toEqual([near.hashtags, near.mentions]);
    expect(far.words).toBe(near.words + 40 * outline(filler.slice(0, filler.indexOf('\n'))).words);
  });

  it('finds every local file with its line and words', () => {
    const text = [
      'Text ![One](./one.jpg)',
      'and ![](two%20b.png?x)',
      '',
      '[paper](papers/a.pdf#page=2) [page](other.md) [folder](../x) [out](https://example.com/a.pdf) [root](/a.pdf) [#](#a)',
      '',
      '[![Three](three.gif)](four.webp "Title")',
      '',
      '> ![Five](five.jpg "Caption with [a](six.zip)")',
      '',
      '<video src="seven.mp4"',
      '  poster="eight.jpg"></video>',
      '<img alt="Nine" srcset="nine.jpg 1x, ten.jpg 2x">',
      '',
      'Text <img src=eleven.jpg> `![](no.jpg)`',
    ].join('\n');
    expect(outline(text).files).toEqual([
      { src: 'one.jpg', line: 1, alt: 'One' },
      { src: 'two b.png', line: 2, alt: '', wordless: true },
      { src: 'papers/a.pdf', line: 4, alt: null },
      { src: 'four.webp', line: 6, alt: null },
      { src: 'three.gif', line: 6, alt: 'Three' },
      { src: 'five.jpg', line: 8, alt: 'Five' },
      { src: 'six.zip', line: 8, alt: null },
      { src: 'seven.mp4', line: 10, alt: null },
      { src: 'eight.jpg', line: 10, alt: null },
      { src: 'nine.jpg', line: 12, alt: 'Nine' },
      { src: 'ten.jpg', line: 12, alt: 'Nine' },
      { src: 'eleven.jpg', line: 14, alt: null, wordless: true },
    ]);
  });

  it('asks for the very files that the page asks for', async () => {
    const text =
      '![](./a%20b.jpg) ![](ü.png) [x](c.pdf?d#e) <img src="./f.gif">\n\n<video poster="g.png" src="h.mp4"></video>';
    const asked: string[] = [];
    const medium = (src: string) => {
      asked.push(src);
      return null;
    };
    await renderPage(text, { ...contextAt(''), medium });
    expect(
      outline(text)
        .files.map(({ src }) => src)
        .sort(),
    ).toEqual([...new Set(asked)].sort());
  });

  it('finds hashtags and mentions once each, as they were written first', () => {
    const text = '#One #one #Größe `#no` @a@b.example @a@b.example [#no](/x) ![#no](x.jpg) @c@d.example';
    expect(outline(text)).toMatchObject({ hashtags: ['One', 'Größe'], mentions: ['a@b.example', 'c@d.example'] });
  });
});
