import { type Check, refuse } from './passage.ts';
import type { Signature } from './signature.ts';

/** What a signature must cover, as lists of which one item each must be there. What is not covered, anybody can change. */
const demanded: Record<Signature['scheme'], string[][]> = {
  'draft-cavage': [['(request-target)'], ['host'], ['date', '(created)'], ['digest']],
  rfc9421: [
    ['@method'],
    ['@target-uri', '@path', '@request-target'],
    ['@target-uri', '@authority'],
    ['content-digest'],
  ],
};

export const coverage: Check = ({ signature }) => {
  const missing = demanded[signature.scheme].find((any) => !any.some((name) => signature.covered.includes(name)));
  return missing ? refuse(401, `The signature must cover ${missing.join(' or ')}.`) : null;
};
