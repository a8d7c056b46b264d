import { afterAll, beforeAll, expect, it } from 'vitest';
import { pass } from '../../src/federation/gate/gate.ts';
import { createTestClock } from '../support/clock.ts';
import type { Case } from './case.ts';
import { context } from './cases/context.ts';
import { coverage } from './cases/coverage.ts';
import { digest } from './cases/digest.ts';
import { form } from './cases/form.ts';
import { forwarded, origin } from './cases/origin.ts';
import { signature } from './cases/signature.ts';
import { once, target } from './cases/target.ts';
import { time } from './cases/time.ts';
import { blog, type Company, meet } from './company.ts';

// The negative suite sends the same to a real process, and looks at all that it leaves there. This is what refuses them
// alone, without a server or a database: test/mutate runs it a hundred times.
const classes: [string, Case[]][] = Object.entries({
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
});

const clock = createTestClock();
let company: Company;
beforeAll(async () => {
  company = await meet(clock);
});
afterAll(() => company.close());

it.each(classes)('an activity is refused %s', (_, cases) => {
  for (const one of cases) {
    const { method, target, lines, body } = company.prepare(one);
    const request = { method, target, rawHeaders: lines.flat(), body, address: '192.0.2.1' };
    const got = pass(request, { origin: blog, allowed: company.hosts.split(',') }, clock.now());
    const refused = 'status' in got ? { status: got.status, why: got.why } : null;
    if (isForKeys(one)) expect(refused, one.name).toBeNull();
    // Whoever passes something on is told nothing of it.
    else if (one.status === 202) expect(refused, one.name).toHaveProperty('status', 202);
    else expect(refused, one.name).toEqual({ status: one.status, why: expect.stringContaining(one.says) });
  }
});

/** What looks right, and is refused once there is a key to hold it to. */
function isForKeys({ says, name }: Case): boolean {
  return says === 'does not fit' || name.startsWith('an activity forwarded by somebody else of its server');
}
