import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slugify, titleFromSlug } from '../../src/content/slug.ts';

describe('a slug', () => {
  it.each([
    ['Hello, World!', 'hello-world'],
    ['Straße in Zürich', 'strasse-in-zuerich'],
    ['STRASSE', 'strasse'],
    ['u\u0308ber', 'ueber'],
    ['Łódź, İstanbul, naïve', 'lodz-istanbul-naive'],
    ['C & C', 'c-c'],
    ['C++', 'cplusplus'],
    ['C#', 'csharp'],
    ['Don’t panic', 'dont-panic'],
    ['x² ﬁn', 'x2-fin'],
    ['日本語 テキスト', '日本語-テキスト'],
    ['हिन्दी', 'हिन्दी'],
    ['ΌΣΟΣ', 'όσος'],
    ['../../etc/passwd', 'etc-passwd'],
    ['🎉 …', ''],
  ])('of %j is %j', (text, slug) => {
    expect(slugify(text)).toBe(slug);
  });

  it('is the same when it is folded again, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(slugify(slugify(text))).toBe(slugify(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the form in which letters are composed, nor on capitals that come back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(slugify(text.normalize('NFD'))).toBe(slugify(text.normalize('NFC')));
      }),
      { numRuns: 2000 },
    );
  });

  it('holds letters, digits and single hyphens between them, in NFC and in lower case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const slug = slugify(text);
        expect(slug).toMatch(/^(?:[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:-[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*)?$/u);
        expect([slug.normalize('NFC'), slug.toLowerCase()]).toEqual([slug, slug]);
      }),
      { numRuns: 2000 },
    );
  });

  it('becomes a title', () => {
    expect(titleFromSlug('hello-world')).toBe('Hello world');
  });
});
