import { expect, it } from 'vitest';
import type { Resolve } from '../../../src/federation/guard/connect.ts';
import { createGuard } from '../../../src/federation/guard/guard.ts';
import { inWords } from '../../../src/federation/ledger/answer-words.ts';

const both: Resolve = (_hostname, _options, done) =>
  done(null, [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);

it('says why a server with several addresses did not answer', async () => {
  const userAgent = 'Postern/test (+https://blog.example)';
  const guard = createGuard({
    allowed: 'loopback',
    userAgent,
    sign: async () => ({}),
    isRefused: () => false,
    resolve: both,
  });
  const answer = await guard.post('http://both.example:1/inbox', { headers: {}, body: '' });
  await guard.close();
  const error = 'what' in answer ? answer.what : null;
  expect(error).toContain('ECONNREFUSED');
  expect(inWords({ status: null, error })).toBe('nobody answers there');
});
