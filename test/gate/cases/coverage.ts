import { type Case, cavage, rfc9421 } from '../case.ts';

const cases: [scheme: typeof cavage, covered: string[], says: string][] = [
  [cavage, ['host', 'date', 'digest'], '(request-target)'],
  [cavage, ['(request-target)', 'date', 'digest'], 'host'],
  [cavage, ['(request-target)', 'host', 'digest'], 'date or (created)'],
  [cavage, ['(request-target)', 'host', 'date'], 'digest'],
  [cavage, ['(request-target)', 'host', 'date', 'content-type'], 'digest'],
  [cavage, ['date'], '(request-target)'],
  [rfc9421, ['@target-uri', 'content-digest'], '@method'],
  [rfc9421, ['@method', 'content-digest'], '@target-uri'],
  [rfc9421, ['@method', '@authority', 'content-digest'], '@target-uri'],
  [rfc9421, ['@method', '@path', 'content-digest'], '@target-uri or @authority'],
  [rfc9421, ['@method', '@path', 'host', 'content-digest'], '@target-uri or @authority'],
  [rfc9421, ['@method', '@target-uri'], 'content-digest'],
  [rfc9421, ['@method', '@target-uri', 'date'], 'content-digest'],
  [rfc9421, [], '@method'],
];

/** What is not covered, anybody on the way can change. */
export const coverage: Case[] = cases.map(([scheme, covered, says]) => ({
  name: `a signature over ${covered.join(' ') || 'nothing'}, by ${scheme}`,
  scheme,
  sign: () => ({ covered }),
  status: 401,
  says: `must cover ${says}`,
}));

coverage.push({
  name: 'a signature that does not say what it covers',
  tamper: (sent) => {
    sent.lines = sent.lines.map(([name, value]) => [
      name,
      name === 'signature' ? value.replace(/algorithm=.*,(?=signature=)/, 'created=1,') : value,
    ]);
  },
  status: 401,
  says: 'must cover (request-target)',
});
