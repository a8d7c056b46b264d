import { once } from './lines.ts';
import { type Check, refuse } from './passage.ts';

/** The blog's public name and no other: a request that was signed for another server is not for us. */
export const host: Check = ({ lines, origin }) => {
  const { host } = new URL(origin);
  return once(lines, 'host') === host ? null : refuse(421, 'The Host line must name this blog as its address does.');
};

/** A header that is covered stands once: of two, one reader takes the first and another the last. */
export const eachOnce: Check = ({ lines, signature }) =>
  signature.covered.every((name) => /^[(@]/.test(name) || once(lines, name) !== null)
    ? null
    : refuse(401, 'Each header that the signature covers must be there once.');
