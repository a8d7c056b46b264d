import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityJson } from '../../src/federation/answer.ts';
import type { Case } from './case.ts';
import { context } from './cases/context.ts';
import { coverage } from './cases/coverage.ts';
import { digest } from './cases/digest.ts';
import { form } from './cases/form.ts';
import { forwarded, origin } from './cases/origin.ts';
import { signature } from './cases/signature.ts';
import { once, route, target } from './cases/target.ts';
import { time } from './cases/time.ts';
import { openWhole, type Whole } from './whole.ts';

/** Later work adds its own: one table for each class of what is refused. */
const classes: Record<string, Case[]> = {
  'by its form': form,
  'by its context': context,
  'by its signature': signature,
  'by what its signature leaves open': coverage,
  'by its digest': digest,
  'by its time': time,
  'by its origin': origin,
  'as forwarded': forwarded,
  'by its target': target,
  'by its headers': once,
  'by its address or method': route,
};

let place: Whole;
beforeAll(async () => {
  place = await openWhole();
  // Each key is fetched once, so that no case does.
  for (const { id, keyId, key } of [place.world.ada, place.world.eve, place.world.bob]) {
    const sent = place.prepare({
      say: (honest) => ({ ...honest, id: `${id}#1`, actor: id }),
      sign: () => ({ keyId, key: key().privateKey }),
    });
    expect(await place.send(sent)).toMatchObject({ status: 202 });
  }
  expect(await place.accepted()).toBe(3);
});
afterAll(() => place.close());

describe.each(Object.entries(classes))('an activity is refused %s', (_, cases) => {
  it.each(cases)('$name', async (one) => {
    const sent = place.prepare(one);
    const before = await place.dump();
    const asked = place.asked().length;
    const got = await place.send(sent);
    expect(got).toMatchObject({ status: one.status, text: expect.stringContaining(one.says) });
    expect(place.asked().slice(asked)).toEqual(one.fetches ?? []);
    expect(await place.dump()).toBe(before);
  });
});

describe('the tables of cases', () => {
  it('name each case once, and at least ninety', () => {
    const names = Object.values(classes).flatMap((cases) => cases.map(({ name }) => name));
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(90);
  });

  it('say nothing of the request in any answer', async () => {
    const sent = place.prepare({ say: () => ({ type: '<script>alert(1)</script>', '@context': 'secret' }) });
    const got = await place.send(sent);
    expect(got.text).not.toMatch(/script|secret/);
    expect(got.headers['content-type']).not.toContain(activityJson);
  });
});
