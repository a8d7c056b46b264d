import { expect, test } from 'vitest';
import { inWords } from '../../../src/federation/ledger/answer-words.ts';

test.each([
  [202, 'the inbox is gone (410)', ''],
  [404, 'the inbox is gone', 'the inbox is not there (404)'],
  [410, null, 'the inbox is gone (410)'],
  [401, 'does not accept our signature', 'refused the signature (401)'],
  [307, null, 'leads elsewhere (307)'],
  [503, null, 'is down or busy (503)'],
  [418, null, 'answered 418'],
  [null, null, ''],
  [null, 'https://slow.example/inbox took too long', 'timed out'],
  [null, 'https://times.example/timeout: connect ECONNREFUSED 192.0.2.1:443', 'nobody answers there'],
  [null, 'https://gone.example/inbox: getaddrinfo ENOTFOUND gone.example', 'its name leads nowhere'],
  [null, 'https://certain.example/inbox: other side closed', 'hung up'],
  [null, 'Client network socket disconnected before secure TLS connection was established', 'hung up'],
  [null, 'https://old.example/inbox: certificate has expired', 'its certificate is not valid'],
  [null, '10.0.0.1 is not a public address', '10.0.0.1 is not a public address'],
  [null, `so many\nwords ${'x'.repeat(80)}`, `so many words ${'x'.repeat(45)}…`],
])('%s, %j is "%s"', (status, error, words) => {
  expect(inWords({ status, error })).toBe(words);
});
