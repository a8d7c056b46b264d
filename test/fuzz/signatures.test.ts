import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCavage } from '../../src/federation/gate/cavage.ts';
import { readMessageSignature } from '../../src/federation/gate/message-signature.ts';
import type { Signature } from '../../src/federation/gate/signature.ts';
import { naughtyStrings } from './collections.ts';
import { grows } from './effort.ts';
import { patience, times } from './trial.ts';

const key = 'https://a.example/a#main-key';
const word = fc.oneof(
  fc.constantFrom(
    ...naughtyStrings,
    key,
    '',
    'rsa-sha256',
    'hs2019',
    'rsa-v1_5-sha256',
    'ed25519',
    'none',
    'hmac-sha256',
  ),
  fc.constantFrom(
    'c2ln',
    'c2ln=',
    'c2lnbmF0dXJl',
    '====',
    'c2l n',
    '(request-target) host date digest',
    'host host',
    'HOST',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const number = fc.constantFrom(
  '0',
  '1700000000',
  '-1',
  '1e9',
  '999999999999',
  '9999999999999',
  '1.5',
  '00',
  '+1',
  'NaN',
);
const name = fc.constantFrom(
  ...[
    'keyId',
    'keyid',
    'KEYID',
    'headers',
    'signature',
    'algorithm',
    'alg',
    'created',
    'expires',
    'nonce',
    'tag',
    '__proto__',
  ],
);
const written = fc.oneof(
  { weight: 3, arbitrary: word.map((text) => `"${text}"`) },
  { weight: 2, arbitrary: number },
  { weight: 1, arbitrary: word.map((text) => `:${text}:`) },
  { weight: 1, arbitrary: fc.constantFrom('?1', '("a" "b")', '"a', 'a"', '"\\""', '') },
);
const parameter = fc
  .tuple(name, fc.constantFrom('=', '=', '=', ' = ', '', '=='), written)
  .map((parts) => parts.join(''));
const separated = (separators: string[], inside: fc.Arbitrary<string>) =>
  fc.tuple(fc.array(inside, { maxLength: 6 }), fc.constantFrom(...separators)).map(([all, mark]) => all.join(mark));

const cavageParts = [`keyId="${key}"`, 'headers="(request-target) host date digest"', 'signature="c2lnbmF0dXJl"'];
const cavage = fc
  .tuple(
    fc.shuffledSubarray([...cavageParts, ...cavageParts.slice(0, 1)], { minLength: 2 }),
    separated([',', ', ', ' ', ',,', ';'], parameter),
  )
  .map(([parts, more]) => [...parts, ...(more === '' ? [] : [more])].join(','));

const component = fc.constantFrom(
  ...[
    '"@method"',
    '"@target-uri"',
    '"content-digest"',
    '"@authority"',
    '"@path"',
    '"@status"',
    '"host"',
    '"@method";req',
    '"Host"',
  ],
  ...['"@query-param";name="x"', '"a";sf', '""', 'host', '"a b"', '"\\""', '"@method"', '@method'],
);
const input = fc
  .tuple(
    fc.constantFrom('sig', 'sig1', 'SIG', '*', '', 'a b', 'sig=', '__proto__'),
    fc
      .tuple(fc.array(component, { maxLength: 5 }), fc.constantFrom(' ', '  ', ',', ''))
      .map(([all, gap]) => all.join(gap)),
    separated([';', '; ', ' ;', ',', ';;'], parameter),
    fc.constantFrom('', ', ', ', sig2=("@method");created=1', ';created=1700000000;keyid="https://a.example/a"'),
  )
  .map(
    ([label, covered, parameters, end]) => `${label}=(${covered})${parameters === '' ? '' : `;${parameters}`}${end}`,
  );
const value = fc.oneof(
  fc.constantFrom(
    'sig=:c2ln:',
    'sig1=:c2lnbmF0dXJl:',
    '*=:c2ln:',
    'sig=c2ln',
    'sig=:c2ln:, sig2=:c2ln:',
    'sig=:c2ln:;x',
    'sig=:c2ln',
  ),
  fc.tuple(fc.constantFrom('sig', 'sig1'), word).map(([label, text]) => `${label}=:${text}:`),
);

/** What is let in says one thing, and what it says stands in its line. */
function isSound(read: Signature, lines: string): void {
  if (read.fault !== null) return void expect(read.fault).toMatch(/^[A-Z][^<>]*\.$/);
  expect(lines).toContain(`"${read.keyId}"`);
  expect(read.keyId).not.toMatch(/["\\]/);
  expect(Buffer.from(read.value, 'base64').toString('base64')).toBe(read.value);
  expect(read.value).not.toBe('');
  expect(new Set(read.covered).size).toBe(read.covered.length);
  for (const one of read.covered) expect(lines).toContain(one);
  for (const time of [read.created, read.expires]) if (time !== null) expect(Number.isSafeInteger(time)).toBe(true);
}

describe('a signature of any words', () => {
  it(
    'by draft-cavage is refused for a reason, or says one thing',
    () => {
      fc.assert(
        fc.property(cavage, (line) => {
          const read = readCavage(line);
          isSound(read, line);
          if (read.fault === null) expect(readCavage(`${line},keyId="https://b.example/b"`).fault).not.toBeNull();
        }),
        times(300),
      );
      expect(readCavage(cavageParts.join(',')).fault).toBeNull();
    },
    patience,
  );

  it(
    'by RFC 9421 is refused for a reason, or says one thing',
    () => {
      fc.assert(
        fc.property(input, value, (line, signed) => {
          const read = readMessageSignature(line, signed);
          isSound(read, `${line} ${signed}`);
          if (read.fault === null) expect(readMessageSignature(`${line};keyid="x"`, signed).fault).not.toBeNull();
        }),
        times(300),
      );
    },
    patience,
  );

  it.each(['a="b",', 'a=1,', ' ', 'a', '"', ',', 'keyId="', ';a=1', '("a" ', '"a" ', ' \t'])(
    'does not take longer by the square of its length: %j',
    async (unit) => {
      const filled = (size: number): string => unit.repeat(Math.ceil(size / unit.length));
      expect(await grows((size) => readCavage(filled(size)), 4_000)).toBeNull();
      expect(
        await grows((size) => readMessageSignature(`sig=(${filled(size)})`, `sig=:${filled(size)}:`), 4_000),
      ).toBeNull();
      expect(await grows((size) => readMessageSignature(`sig=("a")${filled(size)}`, 'sig=:c2ln:'), 4_000)).toBeNull();
    },
  );
});
