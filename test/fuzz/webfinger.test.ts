import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { fold } from '../../src/federation/webfinger/resource.ts';
import { makeTable } from '../../src/federation/webfinger/table.ts';
import { answerWebfinger, webfingerPath } from '../../src/federation/webfinger/webfinger.ts';
import { blogSite, james, type Served, serve } from '../federation/sample.ts';
import { engines } from '../support/databases.ts';
import { markup, naughtyStrings, structuredFields } from './collections.ts';

const texts = [
  ...new Set([...naughtyStrings, ...structuredFields.map(({ raw }) => raw.join(', ')), ...markup].map(wellFormed)),
];

// Where in a resource a text may stand: all of it, its name, its host, behind it, in the address of a page.
const places: ((text: string) => string)[] = [
  (text) => text,
  (text) => `acct:${text}`,
  (text) => `acct:${text}@blog.example.com`,
  (text) => `acct:james@${text}`,
  (text) => `acct:james@blog.example.com${text}`,
  (text) => `${text}acct:james@blog.example.com`,
  (text) => `https://blog.example.com/@james${text}`,
  (text) => `https://blog.example.com/${text}`,
];

/** What may stand in the target of a request as it is: visible ASCII (RFC 9112 §3.2), of which `#` ends an address. */
const raw = texts.filter((text) => text !== '' && /^[\x21-\x7e]+$/.test(text));

const table = makeTable(blogSite, {
  account: ({ user, host }) => ({ subject: `acct:${user}@${host}`, aliases: [], links: [] }),
  pointer: () => null,
});

/** No half of a surrogate pair has bytes in UTF-8. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** What the query asks for by the standard's own words: one resource, decoded, on the list. */
function isListed(query: string): boolean {
  try {
    const named = query
      .split('&')
      .map((pair) => decodeURIComponent(pair))
      .filter((pair) => /^resource(=|$)/s.test(pair));
    return named.length === 1 && table.has(fold(named[0]?.slice('resource='.length) ?? ''));
  } catch {
    return false;
  }
}

const queries = [
  ...texts.flatMap((text) => places.map((place) => `resource=${encodeURIComponent(place(text))}`)),
  ...raw.flatMap((text) => places.map((place) => `resource=${place(text)}`)),
  // Beside the one account of the list: a second resource, and a parameter that may be no percent-encoding.
  ...texts.map((text) => `resource=acct:james@blog.example.com&resource=${encodeURIComponent(text)}`),
  ...raw.map((text) => `resource=acct:james@blog.example.com&${text}`),
  ...texts.map((text) => `resource=${encodeURIComponent('acct:nobody@blog.example.com')}&${encodeURIComponent(text)}`),
];

describe('the answer to a resource that nobody has', () => {
  it('is a refusal that holds nothing of it, and one and the same for all that are not on the list', () => {
    const missing = answerWebfinger(table, 'resource=acct:nobody@blog.example.com');
    const wrong = new Set<string>();
    const found = new Set<string>();
    for (const query of queries) {
      const answer = answerWebfinger(table, query);
      if (answer.status === 200) {
        expect(isListed(query), query).toBe(true);
        found.add(answer.text);
        continue;
      }
      expect(isListed(query), query).toBe(false);
      if (answer.status === 404) expect(answer, query).toBe(missing);
      else {
        expect(answer.status, query).toBe(400);
        wrong.add(JSON.stringify([answer.text, answer.headers, answer.cacheControl, answer.type]));
      }
    }
    expect(queries.length).toBeGreaterThan(10_000);
    // Where the text is empty, or another parameter, that is the one account of the list.
    expect(found.size).toBe(1);
    // Four sentences of our own, and no other.
    expect(wrong.size).toBeLessThanOrEqual(4);
  });
});

describe('a server that is asked', () => {
  let database: Database;
  let served: Served;
  beforeAll(async () => {
    const [sqlite] = engines;
    if (!sqlite) throw new Error('no engine');
    database = await sqlite.open();
    served = await serve(database);
  });
  afterAll(async () => {
    await served.close();
    await database.close();
  });

  /** Sends request lines exactly as they are, one behind the other on one connection, and reads the answers. */
  function ask(targets: string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(served.origin);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.setEncoding('latin1');
      socket.on('data', (piece) => {
        text += piece;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(text.split(/^(?=HTTP\/1\.1 )/m).filter((answer) => answer !== '')));
      const requests = targets.map((target, index) => {
        const last = index === targets.length - 1 ? 'Connection: close\r\n' : '';
        return `GET ${target} HTTP/1.1\r\nHost: blog.example.com\r\n${last}\r\n`;
      });
      socket.end(requests.join(''), 'latin1');
    });
  }

  async function askAll(asked: string[]): Promise<string[]> {
    const answers: string[] = [];
    for (let at = 0; at < asked.length; at += 500) {
      const targets = asked.slice(at, at + 500).map((query) => `${webfingerPath}?${query}`);
      const some = await ask(targets);
      expect(some.length).toBe(targets.length);
      answers.push(...some);
    }
    return answers.map((answer) =>
      answer.replace(/^date:.*\r\n/im, '').replace(/^connection:.*\r\n(?:keep-alive:.*\r\n)?/im, ''),
    );
  }

  const asked = [
    ...texts.flatMap((text) =>
      [text, `acct:${text}@blog.example.com`].map((resource) => `resource=${encodeURIComponent(resource)}`),
    ),
    ...raw.flatMap((text) => [`resource=${text}`, `resource=acct:${text}@blog.example.com`]),
  ];

  it('says 400 or the 404 of all, sends nobody elsewhere, and repeats nothing', async () => {
    const answers = await askAll(asked);
    const kinds = new Map<string, number>();
    for (const answer of answers) kinds.set(answer, (kinds.get(answer) ?? 0) + 1);
    const statuses = [...kinds.keys()].map((answer) => answer.slice(9, 12)).sort();
    // Whatever was asked, these are all the bytes that ever came back.
    expect(statuses.filter((status) => status === '404')).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set(['400', '404']));
    expect(kinds.size).toBeLessThanOrEqual(5);
    for (const answer of kinds.keys()) {
      expect(answer).not.toMatch(/^location:/im);
      expect(answer).not.toMatch(new RegExp(`${james.user}|script|nobody`));
    }
  });

  it('is still there, and knows the one account of its list', async () => {
    const response = await served.get(`${webfingerPath}?resource=acct:james@blog.example.com`);
    expect(response.status).toBe(200);
  });

  // HTTP itself allows no spaces, controls or bytes beyond ASCII there; what a parser makes of them must not be an account.
  it('answers request lines that are none with no account', async () => {
    const broken = texts
      .filter((text) => !/^[\x21-\x7e]*$/.test(text))
      .map((text) => Buffer.from(text).toString('latin1'));
    expect(broken.length).toBeGreaterThan(100);
    for (const text of broken) {
      const answers = await ask([`${webfingerPath}?resource=acct:${text}@blog.example.com`]);
      expect(answers.length, text).toBeGreaterThan(0);
      for (const answer of answers) {
        expect(answer.slice(9, 10), text).toBe('4');
        expect(answer, text).not.toMatch(/^location:/im);
        expect(answer, text).not.toContain('subject');
      }
    }
  });
});
