import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainLine } from '../../../src/conversation/plain.ts';
import { readReaction, readUndo } from '../../../src/federation/remarks/read-reaction.ts';
import { readRemark } from '../../../src/federation/remarks/read-remark.ts';
import { faultsOf } from '../../conversation/reading.ts';
import { author, note, now } from './said.ts';

const id = `${author}/1`;
const odd = fc.constantFrom<unknown>(
  ...['', ' ', '\0', '\ud800', 'x\u202ey', 'x'.repeat(1_000_000), '<p>'.repeat(5_000), '<a href="javascript:x">y</a>'],
  ...[
    'Note',
    'Person',
    'Like',
    'Public',
    'en',
    '2026-11-20T10:00:00Z',
    '9999-12-31T23:59:60Z',
    ':a:',
    '🎉',
    'text/plain',
  ],
  ...[
    author,
    id,
    'https://b.example/1',
    'https://[::1',
    'https://ü.example/\u2028',
    'https://b.example/\ud83d',
    'http:\\\\b',
  ],
  ...[
    0,
    -1,
    1e308,
    true,
    false,
    null,
    undefined,
    [],
    {},
    [[]],
    [{}],
    [[[[]]]],
    { id },
    { id: {} },
    { href: author },
    [null, id],
  ],
);
const names = [
  ...[
    'id',
    'type',
    'attributedTo',
    'actor',
    'object',
    'to',
    'cc',
    'content',
    'contentMap',
    'summary',
    'summaryMap',
    'name',
  ],
  ...[
    'nameMap',
    'url',
    'href',
    'icon',
    'inReplyTo',
    'quote',
    'quoteUrl',
    'tag',
    'attachment',
    'published',
    'updated',
    'rel',
  ],
  ...[
    'mediaType',
    'sensitive',
    'language',
    'identifier',
    'oneOf',
    'anyOf',
    '_misskey_reaction',
    'en',
    'constructor',
    'toString',
  ],
];
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    odd,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
  ),
}));
const hostile = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 });

test('a remark of any shape is read whole and harmless, or not at all', () => {
  let read = 0;
  fc.assert(
    fc.property(hostile, fc.constantFrom('Note', 'Question', 'Article', 'Page', 'Video'), (properties, type) => {
      // Who says it must hold, or nothing else is looked at.
      const reading = readRemark(note({ content: 'words', ...properties, type, id, attributedTo: author }), {
        author,
        now,
      });
      if (!reading.ok) return;
      read += 1;
      const { remark } = reading;
      expect(faultsOf(remark.html)).toEqual([]);
      expect(remark.html).not.toBe('');
      expect(remark.text).not.toBe('');
      for (const line of [remark.title ?? '', remark.warning ?? '', ...remark.media.map((one) => one.description)])
        expect(plainLine(line, 2_000)).toBe(line);
      for (const { url } of remark.media) expect(new URL(url).protocol).toBe('https:');
      for (const url of Object.values(remark.emoji)) expect(new URL(url).protocol).toBe('https:');
      for (const name of [remark.parent, remark.quoted, ...remark.mentions])
        if (name !== null) expect(new URL(name).protocol).toMatch(/^https?:$/);
      expect(new URL(remark.url).origin).toBe('https://a.example');
      expect(remark.published <= now && (remark.updated ?? now) <= now).toBe(true);
      expect(Number.isNaN(remark.published.getTime())).toBe(false);
      expect(JSON.stringify(remark)).toSatisfy(
        (json: string) => json.isWellFormed() && !/\\u0000|\\ud[89a-f]/i.test(json),
      );
    }),
    { numRuns: 1_500 },
  );
  expect(read).toBeGreaterThan(500);
});

test('nothing that anybody sends makes reading fail', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, value), (anything) => {
      expect(() => readRemark(anything, { author, now })).not.toThrow();
      expect(() => readReaction(anything)).not.toThrow();
      expect(() => readUndo(anything)).not.toThrow();
    }),
    { numRuns: 1_500 },
  );
});

test('a reaction of any shape is somebody’s own, or none', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom('Like', 'EmojiReact', 'Announce'), (properties, type) => {
      const activity = { to: 'as:Public', ...properties, type, id, actor: author, object: properties.object ?? id };
      const reading = readReaction(activity);
      if (reading.ok) {
        const { emoji, object } = reading.reaction;
        expect(new URL(object).protocol).toMatch(/^https?:$/);
        expect(emoji === null || (emoji.text.length <= 66 && plainLine(emoji.text, 100) === emoji.text)).toBe(true);
      }
      const undo = readUndo({ ...properties, type: 'Undo', actor: author, object: activity });
      if (undo.ok) expect(undo.undone).toMatchObject({ actor: author, uri: id });
    }),
    { numRuns: 1_000 },
  );
});
