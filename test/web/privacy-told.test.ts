import { expect, it } from 'vitest';
import { german } from '../../src/web/privacy/de.ts';
import { english } from '../../src/web/privacy/en.ts';
import type { Facts, Words } from '../../src/web/privacy/facts.ts';
import { noContact, usualComments } from '../support/comments.ts';

const said = (words: Words, told: Facts['told'], hub: Facts['hub'] = 'own'): string =>
  words({
    title: 'Notes',
    contact: noContact,
    accounts: ['@james@blog.example'],
    comments: usualComments,
    hub,
    told,
    kept: [],
  })
    .sections.flatMap(({ parts }) => parts)
    .join('\n');

// The message and the webhook carry the text of what waits (docs/comments.md): readers are told so, and only then.
it.each([
  [
    'en',
    english,
    /sent to the author .* with its text/,
    /told to a service .* who wrote it and how it begins; .* reported/,
  ],
  [
    'de',
    german,
    /Was wartet.*Nachricht/,
    /Ein Dienst.* erfährt, was wartet: von wem es ist und wie es beginnt; ebenso, was gemeldet/,
  ],
] as const)('/privacy says who else reads what waits: %s', (_, words, message, service) => {
  const neither = said(words, { owners: false, service: false });
  expect([message.test(neither), service.test(neither)]).toEqual([false, false]);
  expect(said(words, { owners: true, service: false })).toMatch(message);
  expect(said(words, { owners: false, service: true })).toMatch(service);
});

it.each([
  ['en', english, /leaves an address of its own.* 30 days/, /another server for it: hub\.example\./],
  ['de', german, /hinterlässt dafür eine eigene Adresse.* 30 Tage/, /einen anderen Server danach: hub\.example\./],
] as const)('/privacy says what becomes of feed readers that are told at once: %s', (_, words, own, other) => {
  const nobody = { owners: false, service: false };
  const of = (hub: string) => [own, other].map((pattern) => pattern.test(said(words, nobody, hub)));
  expect([of('own'), of('https://hub.example/push'), of('none')]).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ]);
});
