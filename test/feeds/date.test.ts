import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rfc822, rfc3339 } from '../../src/feeds/date.ts';

const cases: [instant: string, zone: string, rss: string, atom: string][] = [
  ['2026-11-20T08:30:00Z', 'Europe/Berlin', 'Fri, 20 Nov 2026 09:30:00 +0100', '2026-11-20T09:30:00+01:00'],
  ['2026-07-20T22:30:00Z', 'Europe/Berlin', 'Tue, 21 Jul 2026 00:30:00 +0200', '2026-07-21T00:30:00+02:00'],
  ['2026-01-01T00:00:00Z', 'America/St_Johns', 'Wed, 31 Dec 2025 20:30:00 -0330', '2025-12-31T20:30:00-03:30'],
  ['2026-01-01T00:00:00Z', 'Asia/Kathmandu', 'Thu, 01 Jan 2026 05:45:00 +0545', '2026-01-01T05:45:00+05:45'],
  ['2026-05-05T05:05:05.999Z', 'UTC', 'Tue, 05 May 2026 05:05:05 +0000', '2026-05-05T05:05:05+00:00'],
  // Local mean time, whose seconds neither format can say: the instant stays exact, the clock is the nearest minute below.
  ['1880-01-01T00:00:00Z', 'Europe/Berlin', 'Thu, 01 Jan 1880 00:53:00 +0053', '1880-01-01T00:53:00+00:53'],
];

test.each(cases)('%s in %s is written with its offset', (instant, zone, rss, atom) => {
  expect(rfc822(new Date(instant), zone)).toBe(rss);
  expect(rfc3339(new Date(instant), zone)).toBe(atom);
});

test('a reader gets back the instant, to the second, in every zone', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const dates = fc.date({
    min: new Date('1000-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(dates, fc.constantFrom(...zones), (instant, zone) => {
      const seconds = Math.floor(instant.getTime() / 1000) * 1000;
      expect(Date.parse(rfc822(instant, zone))).toBe(seconds);
      expect(Date.parse(rfc3339(instant, zone))).toBe(seconds);
    }),
  );
});
