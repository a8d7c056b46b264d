import { describe, expect, it } from 'vitest';
import { readCavage } from '../../src/federation/gate/cavage.ts';
import { readLines } from '../../src/federation/gate/lines.ts';
import { readMessageSignature } from '../../src/federation/gate/message-signature.ts';
import { readSignature } from '../../src/federation/gate/signature.ts';
import { naughtyStrings, structuredFields } from './collections.ts';

const input = 'sig=("@method" "@target-uri" "content-digest");created=1700000000;keyid="https://a.example/a#main-key"';
const value = 'sig=:c2lnbmF0dXJl:';
const cavage =
  'keyId="https://a.example/a#main-key",headers="(request-target) host date digest",signature="c2lnbmF0dXJl"';

const lines = [...structuredFields.map(({ raw }) => raw.join(', ')), ...naughtyStrings];

describe('a line that is no signature', () => {
  it('is refused for a reason, wherever it stands', () => {
    expect(lines.length).toBeGreaterThan(700);
    for (const line of lines) {
      expect(readMessageSignature(line, value).fault, line).not.toBeNull();
      expect(readMessageSignature(input, line).fault, line).not.toBeNull();
      expect(readCavage(line).fault, line).not.toBeNull();
    }
  });

  it('is refused behind one that is', () => {
    for (const line of lines.filter((one) => one.trim() !== '')) {
      expect(readMessageSignature(`${input};${line}`, value).fault, line).not.toBeNull();
      expect(readMessageSignature(`${input}, ${line}`, value).fault, line).not.toBeNull();
      expect(readMessageSignature(input, `${value}, ${line}`).fault, line).not.toBeNull();
    }
  });

  it('leaves what it stands beside unchanged, or refused', () => {
    const right = readCavage(cavage);
    expect(right.fault).toBeNull();
    for (const line of lines) {
      const read = readCavage(`${cavage},${line}`);
      if (read.fault === null) expect(read).toEqual(right);
    }
  });

  it('is not taken together with another', () => {
    expect(readSignature(readLines(['Signature', cavage])).fault).toBeNull();
    for (const line of lines)
      expect(readSignature(readLines(['Signature', cavage, 'Signature', line])).fault).not.toBeNull();
  });
});
