import { context } from '../gate/cases/context.ts';
import { coverage } from '../gate/cases/coverage.ts';
import { digest } from '../gate/cases/digest.ts';
import { form } from '../gate/cases/form.ts';
import { forwarded, origin } from '../gate/cases/origin.ts';
import { signature } from '../gate/cases/signature.ts';
import { once, route, target } from '../gate/cases/target.ts';
import { time } from '../gate/cases/time.ts';
import { type Attempt, byCase } from './attempt.ts';

/** What is not proven, not whole, not fresh or not meant for this blog. */
export const signatures: readonly Attempt[] = [
  ...[form, context, signature, coverage, digest, time, origin, forwarded, target, once, route].flat(),
].map(byCase);
