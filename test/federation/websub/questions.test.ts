import { expect, it } from 'vitest';
import { createVerify } from '../../../src/federation/websub/verify.ts';
import { questionsPerHour } from '../../../src/federation/websub/wish.ts';
import type { Job } from '../../../src/jobs/jobs.ts';

const [minute, hour] = [60_000, 3600_000];
const start = new Date('2026-11-21T12:00:00Z');

it('asks the hosts of one domain sixty times an hour at most, whoever asks in their name, and gives up after two hours', async () => {
  const asked: string[] = [];
  const verify = createVerify({
    guard: {
      async get(address, _accept, options) {
        expect(options?.most).toBe(1024);
        asked.push(new URL(address).host);
        if (address.includes('slow')) return { failed: 'too slow', what: '' };
        return { status: 404, url: address, type: '', body: Buffer.alloc(0) };
      },
    },
    jobs: { add: () => expect.fail('nobody has agreed'), sooner: () => expect.fail('nobody has agreed') },
    subscriptions: { hasRoom: async () => true, keep: () => expect.fail(''), end: () => expect.fail('') },
    isBlocked: () => false,
    find: () => async (path) => ({ path, type: '', link: '', bytes: Buffer.alloc(0) }),
  });
  const wish = (host: string, now = start) => {
    const details = {
      mode: 'subscribe',
      topic: '/feed.xml',
      asked: 'https://a.b/feed.xml',
      callback: `https://${host}/`,
      lease: 3600,
      secret: null,
    };
    const job: Job = { key: 1, kind: '', subject: '', host, attempts: 0, made: start, details };
    return verify(job, now);
  };

  for (let index = 0; index < questionsPerHour; index += 1)
    expect(await wish(`${index}.victim.example`)).toEqual({ effect: null, again: null });
  expect(await wish('more.victim.example')).toEqual({ effect: null, again: new Date(start.getTime() + minute) });
  expect(asked.length).toBe(60);
  // Others are asked all the same.
  await wish('reader.example');
  expect(asked.at(-1)).toBe('reader.example');
  await wish('more.victim.example', new Date(start.getTime() + minute));
  expect(asked.at(-1)).toBe('more.victim.example');
  // Who keeps us waiting is soon asked no more.
  const hung = asked.length;
  for (let index = 0; index < 20; index += 1) await wish(`${index}.slow.example`);
  expect(asked.length - hung).toBe(6);
  asked.length = hung;
  const late = new Date(start.getTime() + 3 * hour);
  for (let index = 0; index < 70; index += 1) await wish(`${index}.victim.example`, late);
  expect(await wish('more.victim.example', late)).toEqual({ effect: null, again: null });
  expect(asked.length).toBe(60 + 1 + 1 + 60);
});
