import { expect, test } from 'vitest';
import { jsonText } from '../../src/commands/json-text.ts';

test('writes what turns or clears a screen as escapes, which mean the same to a program', () => {
  const hostile = 'a\u202eb\u2066c\u009b2J\u007f\u200f\ufeff\u2028\u{e0041}\u001b[2J\ud800 d\né ש 👩‍🌾';
  const text = jsonText({ hostile, list: [1] });
  expect(JSON.parse(text)).toEqual({ hostile, list: [1] });
  expect(text).toContain(
    'a\\u202eb\\u2066c\\u009b2J\\u007f\\u200f\\ufeff\\u2028\\udb40\\udc41\\u001b[2J\\ud800 d\\né ש',
  );
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  expect(jsonText({ hostile: 'plain', list: [1] })).toBe('{\n  "hostile": "plain",\n  "list": [\n    1\n  ]\n}');
});
