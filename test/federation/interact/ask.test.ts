import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGuard, type Guard } from '../../../src/federation/guard/guard.ts';
import { type Asked, createAsk, perHost } from '../../../src/federation/interact/ask.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { type Stranger, startStranger } from '../../support/stranger.ts';

const finger = '/.well-known/webfinger';

let home: Stranger;
let other: Stranger;
let guard: Guard;
let clock: TestClock;
let blocked: string[];
let ask: (user?: string) => Promise<Asked>;

beforeAll(async () => {
  [home, other] = await Promise.all([startStranger(), startStranger({ host: 'localhost' })]);
  guard = createGuard({
    allowed: 'loopback',
    userAgent: 'Postern/test',
    sign: async () => ({}),
    isRefused: () => false,
  });
});

beforeEach(() => {
  clock = createTestClock();
  blocked = [];
  home.asked.length = 0;
  const asking = createAsk({ guard, isBlocked: ({ hostname }) => blocked.includes(hostname), clock });
  ask = (user = 'ada') => asking({ user, host: home.host });
});

afterEach(() => {
  home.at(finger, null);
  // Whatever a case was about: only the host that was typed was ever asked.
  expect(other.asked).toEqual([]);
});

afterAll(async () => {
  await guard.close();
  await Promise.all([home.close(), other.close()]);
});

const answers = (answer: (request: IncomingMessage, response: ServerResponse) => void) => home.at(finger, answer);
const says = (status: number, body: string | Buffer = '', headers: Record<string, string> = {}) =>
  answers((_, response) => response.writeHead(status, headers).end(body));

describe('a visitor’s server', () => {
  it('is asked for the handle, once, and tells its doors', async () => {
    const said = await ask();
    expect(said).toMatchObject({ actor: home.user.id });
    expect(home.asked.map(({ url }) => url)).toEqual([
      `${finger}?resource=${encodeURIComponent(`acct:ada@${home.host}`)}`,
    ]);
    expect(await ask()).toBe(said);
    await clock.advance(5 * 60_000 - 1);
    expect(await ask()).toBe(said);
    expect(home.asked).toHaveLength(1);
    await clock.advance(1);
    await ask();
    expect(home.asked).toHaveLength(2);
  });

  it('is asked once however many ask at the same moment', async () => {
    await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(home.asked).toHaveLength(1);
  });

  it('may know nobody of that name, be down, or be none', async () => {
    expect(await ask('nobody')).toEqual({ failed: 'unknown' });
    for (const [user, status, expected] of [
      ['a', 410, 'unknown'],
      ['b', 500, 'silent'],
      ['c', 429, 'silent'],
    ] as const) {
      says(status);
      expect(await ask(user)).toEqual({ failed: expected });
    }
    says(200, '<!doctype html><title>Hello</title>', { 'content-type': 'text/html' });
    expect(await ask('d')).toEqual({ failed: 'no-server' });
  });

  it('is believed sooner again where it failed', async () => {
    says(500);
    await ask();
    await clock.advance(29_999);
    home.at(finger, null);
    expect(await ask()).toEqual({ failed: 'silent' });
    await clock.advance(1);
    expect(await ask()).toMatchObject({ actor: home.user.id });
  });

  it('is not asked where the owner blocked it, and looks as if it were down', async () => {
    blocked.push('127.0.0.1');
    expect(await ask()).toEqual({ failed: 'silent' });
    expect(home.asked).toEqual([]);
  });

  it('is read up to one mebibyte', async () => {
    says(200, Buffer.alloc(5 * 1024 * 1024, ' '));
    expect(await ask()).toEqual({ failed: 'no-server' });
  });

  it('has eight seconds', async () => {
    let dripping: NodeJS.Timeout | undefined;
    const began = new Promise<void>((resolve) => {
      answers((_, response) => {
        response.writeHead(200).write('{');
        dripping = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(dripping));
        resolve();
      });
    });
    const asking = ask();
    await began;
    await clock.advance(7999);
    expect(await Promise.race([asking, 'waiting'])).toBe('waiting');
    await clock.advance(1);
    expect(await asking).toEqual({ failed: 'silent' });
    clearInterval(dripping);
    home.at(finger, null);
    await home.stop();
    await home.start();
  });

  it('is not left for another one that it redirects to', async () => {
    says(302, '', { location: `${other.origin}${finger}?resource=acct:ada@${other.host}` });
    expect(await ask()).toEqual({ leads: `${other.origin}${finger}?resource=acct:ada@${other.host}` });
    says(302, '', { location: 'javascript:alert(1)' });
    expect(await ask('b')).toEqual({ failed: 'silent' });
    says(302, '', { location: `//${other.host}/` });
    expect(await ask('c')).toMatchObject({ leads: `${other.origin}/` });
  });

  it('may lead on within itself, three times', async () => {
    let hops = 0;
    home.at('/here', (_, response) => {
      hops += 1;
      response.writeHead(302, { location: hops < 3 ? '/here' : '/there' }).end();
    });
    home.at('/there', (_, response) => response.writeHead(200).end('{"links":[]}'));
    says(302, '', { location: '/there' });
    expect(await ask('a')).toEqual({ templates: new Map(), actor: null });
    says(302, '', { location: '/here' });
    expect(await ask('b')).toEqual({ failed: 'silent' });
  });

  it('is asked so often a minute and no more, whoever types what', async () => {
    const all = await Promise.all(Array.from({ length: 32 }, (_, index) => ask(`nobody${index}`)));
    expect(all.every((said) => 'failed' in said && said.failed === 'unknown')).toBe(true);
    for (let index = 32; index < perHost + 5; index += 1) await ask(`nobody${index}`);
    expect(home.asked).toHaveLength(perHost);
    expect(await ask('nobody-else')).toEqual({ failed: 'busy' });
    await clock.advance(60_000);
    expect(await ask('nobody-else')).toEqual({ failed: 'unknown' });
  });

  it('is one of few that are asked at once', async () => {
    const held: ServerResponse[] = [];
    answers((_, response) => void held.push(response));
    const asking = Array.from({ length: 40 }, (_, index) => ask(`n${index}`));
    const refused = await Promise.all(asking.slice(32));
    expect(refused).toEqual(Array(8).fill({ failed: 'busy' }));
    await clock.advance(8000);
    expect(await Promise.all(asking.slice(0, 32))).toEqual(Array(32).fill({ failed: 'silent' }));
    home.at(finger, null);
    await home.stop();
    await home.start();
  });
});
