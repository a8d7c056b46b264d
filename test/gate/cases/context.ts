import type { Case } from '../case.ts';

const activityStreams = 'https://www.w3.org/ns/activitystreams';

const contexts: [name: string, context: unknown][] = [
  ['no context', undefined],
  ['a context of null', null],
  ['another context', 'https://w3id.org/security/v1'],
  ['a list of other contexts', ['https://w3id.org/security/v1', { as: activityStreams }]],
  ['a context of its own that takes the name', { '@vocab': `${activityStreams}#` }],
  ['the context by http', activityStreams.replace('https', 'http')],
  ['the context with a slash', `${activityStreams}/`],
  ['the context with a fragment', `${activityStreams}#`],
  ['the context one list deeper', [[activityStreams]]],
];

/** Words that may mean anything. */
export const context: Case[] = contexts.map(([name, value]) => ({
  name,
  say: (honest) => ({ ...honest, '@context': value }),
  status: 400,
  says: 'must name ActivityStreams',
}));
