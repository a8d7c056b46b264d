import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvField, readCsv } from '../../../src/federation/blocklist/csv.ts';
import { readBlocklist } from '../../../src/federation/blocklist/read.ts';
import { writeBlocklist } from '../../../src/federation/blocklist/write.ts';
import '../../support/seed.ts';

const header = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate';

/** A list in short: domain, severity, and why where it says so. */
const listed = (text: string): string[] =>
  readBlocklist(text).entries.map(({ domain, severity, why }) => [domain, severity, ...(why ? [why] : [])].join(' '));
const unread = (text: string): string[] =>
  readBlocklist(text).unread.map(({ line, text, why }) => `${line} ${text} ${why}`);

describe('a list of blocks', () => {
  test('is read as Mastodon exports it', () => {
    const text = [
      header,
      'bad.example,suspend,true,true,Spam,false',
      'loud.example,silence,false,false,"Off topic, ""always""\nand twice",true',
      'odd.example,noop,true,false,,false',
      '',
      'Straße.Example.,Suspend,TRUE,TRUE,,FALSE',
    ].join('\n');
    expect(listed(text)).toEqual([
      'bad.example suspend Spam',
      'loud.example silence Off topic, "always" and twice',
      'odd.example noop',
      'xn--strae-oqa.example suspend',
    ]);
    expect(readBlocklist(text).entries.map(({ line }) => line)).toEqual([2, 3, 5, 7]);
    for (const same of [text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r'), `\ufeff${text}`, `${text}\r\n\r\n`])
      expect(readBlocklist(same)).toEqual(readBlocklist(text));
  });

  test.each([
    ['domain,public_comment,severity\nbad.example,Spam,limit', ['bad.example silence Spam']],
    ['"#domain"\nbad.example', ['bad.example suspend']],
    ['domain;severity\nbad.example;silence', ['bad.example silence']],
    ['#domain\t#severity\nbad.example\tnoop', ['bad.example noop']],
    [
      'bad.example,silence\nworse.example,suspend,true,true,Spam',
      ['bad.example silence', 'worse.example suspend Spam'],
    ],
    [
      '# A list.\n\n bad.example \r\nworse.example # spam\n#off.example\n',
      ['bad.example suspend', 'worse.example suspend'],
    ],
    [
      '*.bad.example\n.worse.example\nhttps://third.example/',
      ['bad.example suspend', 'worse.example suspend', 'third.example suspend'],
    ],
    ['bad.example:8443\n127.0.0.1\n[::1]', ['bad.example suspend', '127.0.0.1 suspend', '[::1] suspend']],
    ['', []],
    [header, []],
  ])('%j is read as well', (text, entries) => {
    expect([listed(text), unread(text)]).toEqual([entries, []]);
  });

  test('names a line that it does not understand, and reads the others', () => {
    const text = [
      header,
      'ex*mple.com,suspend,,,,true',
      '*.b*d.example,suspend',
      'com,suspend',
      'ada@example.social,suspend',
      'https://example.com/users/ada,suspend',
      'bad.example,destroy',
      ',suspend,true',
      'two words.example',
      'good.example',
    ].join('\n');
    expect(unread(text)).toEqual([
      '2 ex*mple.com obfuscated',
      '3 *.b*d.example obfuscated',
      '4 com no-domain',
      '5 ada@example.social no-domain',
      '6 https://example.com/users/ada no-domain',
      '7 bad.example, destroy severity',
      '8 ,suspend,true no-domain',
      '9 two words.example no-domain',
    ]);
    expect(listed(text)).toEqual(['good.example suspend']);
  });

  test('is not swallowed by a quote that nothing closes without a word', () => {
    const text = `${header}\nbad.example,suspend\nworse.example,suspend,,,"Spam\nthird.example`;
    expect([listed(text), unread(text)]).toEqual([['bad.example suspend'], ['3 worse.example,suspend,,,"Spam quote']]);
  });

  test('names a domain once, by what is strictest', () => {
    const text = 'Bad.example,silence,,,Loud\nbad.example.,suspend\nBAD.EXAMPLE,noop,,,Well\nbad.example,silence';
    expect(readBlocklist(text)).toMatchObject({ repeated: 3, unread: [] });
    expect(listed(text)).toEqual(['bad.example suspend Loud']);
  });

  test('comes back as it was written', () => {
    const since = new Date();
    const blocks = [
      { name: 'bad.example', kind: 'domain', since, why: 'Spam, "cheap"' },
      { name: 'https://c.example/users/ada', kind: 'actor', since, why: null },
      { name: 'xn--strae-oqa.example', kind: 'domain', since, why: null },
    ] as const;
    const lines = writeBlocklist(blocks);
    expect(lines).toEqual([
      header,
      'bad.example,suspend,true,true,"Spam, ""cheap""",false',
      'xn--strae-oqa.example,suspend,true,true,,false',
    ]);
    expect(listed(lines.join('\n'))).toEqual(['bad.example suspend Spam, "cheap"', 'xn--strae-oqa.example suspend']);
  });

  test('is read whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a.b', '"', ',', '\n', '\r', '#', '*', ';', ' ', 'suspend') }),
        (text) => {
          const { entries, unread } = readBlocklist(text);
          const lines = text.split(/\r\n|\r|\n/).length;
          for (const { line } of [...entries, ...unread]) expect(line >= 1 && line <= lines).toBe(true);
        },
      ),
    );
  });
});

test('any table that is written is read again', () => {
  const field = fc
    .string({ unit: fc.constantFrom('a', 'ß', '"', ',', ';', '\n', '\r\n', ' '), maxLength: 8 })
    .map((one) => one.trim());
  const row = fc.array(field, { minLength: 1, maxLength: 4 }).filter((fields) => fields.some((one) => one !== ''));
  fc.assert(
    fc.property(fc.array(row), fc.constantFrom('\n', '\r\n'), (rows, end) => {
      const text = rows.map((fields) => fields.map(csvField).join(',')).join(end);
      const { records, unclosed } = readCsv(text);
      expect([records.map(({ fields }) => fields), unclosed]).toEqual([rows, null]);
    }),
  );
});
