import { describe, expect, test } from 'vitest';
import type { Fetched } from '../../../src/federation/guard/guard.ts';
import { prove } from '../../../src/federation/owners/prove.ts';
import { blogSite } from '../sample.ts';

const handle = 'ada@home.example';
const actor = 'https://home.example/users/ada';
const page = 'https://home.example/@ada';
const mine = '<a rel="me" href="https://blog.example.com/">x</a>';
const field = (value: unknown, type = 'PropertyValue') => [{ type, name: 'Blog', value }];

/** What her server says: a number is a status, a text a page, an object a document. */
interface Said {
  finger?: number | object;
  actor?: Record<string, unknown> | Error;
  page?: number | string | Partial<Fetched> | { failed: 'unreachable'; what: string };
  /** All, or the one of this address. */
  blocked?: boolean | string;
}

const links = [{ rel: 'self', type: 'application/activity+json', href: actor }];
const found = { subject: `acct:${handle}`, links };

async function look({ finger = found, actor: said = {}, page: shown = 404, blocked = false }: Said) {
  const asked: string[] = [];
  const answer = await prove(handle, {
    site: blogSite,
    isBlocked: (url) => blocked === true || url.href === blocked,
    guard: {
      originOf: (host) => `https://${host}`,
      async get(url) {
        asked.push(url);
        const isFinger = url.includes('webfinger');
        const what = isFinger ? finger : shown;
        const body = Buffer.from(isFinger ? JSON.stringify(finger) : String(shown));
        const plain = { status: 200, url, type: isFinger ? 'application/jrd+json' : 'text/html; charset=utf-8', body };
        if (typeof what === 'number') return { ...plain, status: what };
        return isFinger || typeof what === 'string' ? plain : ({ ...plain, ...what } as Fetched);
      },
    },
    loaders: async () => ({
      forOneTask: () => async (url) => {
        asked.push(url);
        if (said instanceof Error) throw said;
        const document = {
          id: actor,
          type: 'Person',
          preferredUsername: 'ada',
          inbox: `${actor}/inbox`,
          url: page,
          ...said,
        };
        return { contextUrl: null, documentUrl: url, document };
      },
    }),
  });
  return { state: answer.state, answer, asked };
}

describe('whether a profile says that it is the author’s', () => {
  test.each<[string, Said, string]>([
    ['a field links back', { actor: { attachment: field(mine) } }, 'proven'],
    ['one of several fields does', { actor: { attachment: [...field('he'), ...field(mine)] } }, 'proven'],
    ['a field is only text', { actor: { attachment: field('https://blog.example.com') } }, 'unsaid'],
    [
      'a field links without rel=me',
      { actor: { attachment: field('<a href="https://blog.example.com">x</a>') } },
      'unsaid',
    ],
    ['it links to another blog', { actor: { attachment: field(mine.replace('blog.', 'blog2.')) } }, 'unsaid'],
    ['it is no field', { actor: { attachment: field(mine, 'Image') } }, 'unsaid'],
    [
      'a field is of any shape',
      { actor: { attachment: [null, 1, ...field({ '@value': mine }), field(mine)] } },
      'unsaid',
    ],
    ['it stands in the summary', { actor: { summary: mine } }, 'unsaid'],
    ['its page does', { page: `<html><body>${mine}` }, 'proven'],
    ['its page links to an account here', { page: '<link rel=me href=https://blog.example.com/@james>' }, 'proven'],
    ['its page is not its own', { page: { url: 'https://evil.example/', body: Buffer.from(mine) } }, 'unsaid'],
    ['its page is no HTML', { page: { type: 'text/plain', body: Buffer.from(mine) } }, 'unsaid'],
    ['its page links to another blog', { page: mine.replace('blog.', 'blog2.') }, 'unsaid'],
    ['its page is not there', { page: 404 }, 'unsaid'],
    ['its page is not there, and says so of itself', { page: { status: 404, body: Buffer.from(mine) } }, 'unsaid'],
    ['its page is down', { page: 503 }, 'unread'],
    ['its page asks for patience', { page: 429 }, 'unread'],
    ['its page cannot be reached', { page: { failed: 'unreachable', what: 'no answer' } }, 'unread'],
    ['the actor cannot be read', { actor: new Error('answered 500') }, 'unread'],
    ['the actor is none', { actor: { type: 'Note', attachment: field(mine) } }, 'unread'],
    ['WebFinger is down', { finger: 503 }, 'unread'],
    ['nobody is called so', { finger: 404 }, 'unread'],
    ['it calls itself otherwise', { finger: { ...found, subject: 'acct:bob@home.example' } }, 'unread'],
    ['the actor is blocked, and its server is not', { blocked: actor, actor: { attachment: field(mine) } }, 'unsaid'],
    ['it is blocked', { blocked: true, actor: { attachment: field(mine) } }, 'unsaid'],
  ])('%s', async (_, said, state) => {
    expect((await look(said)).state).toBe(state);
  });

  test('asks for little, and of a blocked server for nothing', async () => {
    const finger = 'https://home.example/.well-known/webfinger?resource=acct%3Aada%40home.example';
    expect((await look({ actor: { attachment: field(mine) } })).asked).toEqual([finger, actor]);
    expect((await look({})).asked).toEqual([finger, actor, page]);
    expect((await look({ blocked: true })).asked).toEqual([]);
  });

  test('says what to write where, and which name it has', async () => {
    expect((await look({})).answer).toMatchObject({ mend: expect.stringContaining('https://blog.example.com') });
    const renamed = await look({ finger: { ...found, subject: 'acct:bob@home.example' } });
    expect(renamed.answer).toMatchObject({ mend: 'Write @bob@home.example if that is the account.' });
  });
});
