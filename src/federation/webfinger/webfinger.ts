import { type Answer, json, notYet, plain } from '../answer.ts';
import type { Jrd } from './jrd.ts';
import { readQuestion } from './resource.ts';
import type { Table } from './table.ts';

export const webfingerPath = '/.well-known/webfinger';
export const jrdType = 'application/jrd+json';

// The same object for all: whoever is not here cannot be told apart from whoever never was.
const unknown = plain(404, 'No such account.');

/** Answers one GET of `/.well-known/webfinger` (RFC 7033): one look-up in a table, nothing else. */
export function answerWebfinger(table: Table, query: string): Answer {
  const question = readQuestion(query);
  if ('wrong' in question) return plain(400, question.wrong);
  const entry = table.get(question.resource);
  if (!entry) return unknown;
  const jrd = entry.jrd();
  if (!jrd) return notYet('This account lives elsewhere, and its server has not answered yet.', 300);
  return json(filter(jrd, question.rels), jrdType, 'public, max-age=300');
}

function filter(jrd: Jrd, wanted: ReadonlySet<string> | null): Jrd {
  return wanted ? { ...jrd, links: jrd.links.filter(({ rel }) => wanted.has(rel)) } : jrd;
}
