import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf } from '../../conversation/reading.ts';
import { harmIn, readPage } from '../../fuzz/page.ts';
import { blog } from '../../gate/company.ts';
import { postern } from '../../support/postern.ts';
import type { StrangerUser } from '../../support/stranger.ts';
import { until } from '../../support/until.ts';
import { note, talkPosts } from '../furnish.ts';
import type { Stand, State } from '../stand.ts';
import type { Shown } from './fields.ts';
import { pieceOf } from './piece.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const unwritable = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** A feed tells the newest twenty. */
const most = 20;

interface Said {
  row: Shown;
  by: StrangerUser;
  id: string;
  post: string;
}

/** What can be read of one of them: where it stands on a page, and in a feed. */
interface Seen {
  key: number;
  state: unknown;
  markup: string;
  fed: string | null;
}

/** So many at once, each post with as many as a feed tells. */
export const batch = most * talkPosts.length;

/** Says them all, has each be looked at wherever it can be read, and takes them back. */
export function show(getStand: () => Stand, rows: readonly Shown[]): void {
  const said = new Map<Shown, Said>();
  const seen = new Map<string, Seen>();
  const pages = new Map<string, string>();
  let before: State;
  let stand: Stand;

  beforeAll(async () => {
    stand = getStand();
    before = await stand.state();
    for (const [index, row] of rows.entries()) said.set(row, prepare(stand, row, index));
    await all([...said.values()], async ({ by, id, row, post }) => {
      const object = note(by, '', { content: '<p>said</p>', ...row.note, id, inReplyTo: `${blog}/ap/posts/${post}` });
      const got = await stand.say(by, { type: 'Create', object });
      if (got.status !== 202) throw new Error(`${row.name}: ${got.status} ${got.text}`);
    });
    const kept = new Map(stand.rows.of('remarks').map((one) => [String(one.uri), one]));
    // Pages follow what is written within a second.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (const post of talkPosts) {
      const own = [...said.values()].filter((one) => one.post === post && kept.get(one.id)?.state === 'shown');
      await read(stand, post, own.length, pages);
    }
    const fed = new Map<string, string>();
    for (const [path, text] of pages) if (path.endsWith('.xml')) readFeed(text, fed);
    const documents = [...pages].filter(([path]) => !path.endsWith('.xml')).map(([, text]) => text);
    for (const { id } of said.values()) {
      const row = kept.get(id);
      if (!row) continue;
      const key = Number(row.key);
      const markup = documents.map((page) => pieceOf(page, `reply-${key}`)).find((one) => one !== null) ?? '';
      seen.set(id, { key, state: row.state, markup, fed: fed.get(id) ?? null });
    }
  }, 60_000);

  it.each(rows)('$name', async (row) => {
    const { id } = said.get(row) as Said;
    const one = seen.get(id);
    expect(one?.state).toBe(row.isHeld ? 'held' : 'shown');
    const { key = 0, markup = '', fed = null } = one ?? {};
    if (row.isHeld) {
      for (const page of pages.values()) expect(page).not.toContain(`reply=${key}"`);
      return;
    }
    expect(markup).toContain('said');
    expect(harmOf(markup)).toEqual([]);
    expect(fed).toContain('said');
    expect(faultsOf(fed ?? '')).toEqual([]);
    const report = await stand.ask(`/report?reply=${key}`);
    expect(report.status).toBe(200);
    expect(harmIn(report.text)).toEqual([]);
  });

  it(`leaves every page, feed and collection well-formed, ${rows.length} at once`, async () => {
    for (const [path, text] of pages) {
      if (path.endsWith('.xml')) continue;
      expect(harmIn(text), path).toEqual([]);
      for (const [, data = ''] of text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs))
        JSON.parse(data);
      expect(/<title>([^<]*)/.exec(text)?.[1]).toMatch(/^Talk \d · Notes$|^Talk \d/);
    }
    for (const path of ['/feed.xml', '/atom.xml', '/comments/feed.xml']) parse((await stand.ask(path)).text);
    JSON.parse((await stand.ask('/feed.json')).text);
    for (const post of talkPosts)
      for (const part of ['', '/replies', '/replies?page=1', '/context']) {
        const { status, text } = await stand.ask(`/ap/posts/${post}${part}`);
        expect(status).toBe(200);
        JSON.parse(text);
      }
  });

  it('tells the owner in a terminal and in a feed without harm', async () => {
    const site = ['--site', stand.site.folder];
    const keys = [...seen.values()].map(({ key }) => String(key));
    const [list, whole, feed] = await Promise.all([
      postern(['comments', '--limit', '1000', ...site]),
      postern(['comments', 'show', ...keys, ...site]),
      postern(['comments', 'feed', ...site]),
    ]);
    for (const { code, out, err } of [list, whole]) {
      expect([code, err]).toEqual([0, '']);
      expect(unwritable.exec(out)?.input).toBeUndefined();
      expect(out.isWellFormed()).toBe(true);
    }
    for (const key of keys) expect(list.out).toMatch(new RegExp(`^ *${key}\\b`, 'm'));
    const held = new Map<string, string>();
    readFeed((await stand.ask(new URL(feed.out.trim()).pathname)).text, held);
    for (const row of rows.filter(({ isHeld }) => isHeld)) {
      const key = seen.get(said.get(row)?.id ?? '')?.key;
      const content = [...held].find(([id]) => id.endsWith(`/held/${key}`))?.[1] ?? '';
      expect(content, row.name).toContain('said');
      expect(faultsOf(content.replaceAll('<hr>', '')), row.name).toEqual([]);
    }
    // The address of the feed was made by that.
    stand.write((database) => void database.prepare("DELETE FROM settings WHERE name LIKE '%feed%'").run());
  });

  it('goes without trace', async () => {
    await all([...said.values()], async ({ by, id, row }) => {
      let got = await stand.say(by, { type: 'Delete', object: id });
      // So many come from one block of addresses that some are asked to come back.
      for (let times = 0; got.status === 429 && times < 60; times += 1) {
        await pause(2000);
        got = await stand.say(by, { type: 'Delete', object: id });
      }
      if (got.status !== 202) throw new Error(`${row.name}: ${got.status} ${got.text}`);
    });
    await until(async () => isDeepStrictEqual(pagesOf(await stand.state()), pagesOf(before))).catch(() => undefined);
    const after = await stand.state();
    expect(pagesOf(after)).toEqual(pagesOf(before));
    // What is to be looked for below them finds nothing any more, within the hour.
    for (const table of ['people', 'reactions', 'notices'])
      expect([table, after.rows[table]]).toEqual([table, before.rows[table]]);
    // Its address stays, so that it does not come back, and nothing else of it.
    const ids = new Set([...said.values()].map(({ id }) => id));
    const left = stand.rows.of('remarks').filter(({ uri }) => ids.has(String(uri)));
    for (const one of left) expect(JSON.stringify(one)).not.toMatch(/said|evil|alert|\\\\u/);
    for (const path of pages.keys()) expect((await stand.ask(path)).text).not.toMatch(/said|#reply-/);
    expect((await stand.ask('/comments/feed.xml')).text).not.toContain('said');
  });

  afterAll(() => void stand.asked());
}

function prepare({ towns }: Stand, row: Shown, index: number): Said {
  const { server } = towns[index % towns.length] as Stand['towns'][number];
  const name = row.person ? `mara-${index}` : 'mara';
  const known = row.person ? undefined : server.users.find((one) => one.name === name);
  const document = { indexable: true, discoverable: true, ...row.person };
  const by = known ?? server.addUser(name, { document, pair: server.user.key() });
  const post = talkPosts[Math.floor((index % batch) / most)] ?? '';
  return { row, by, id: `${by.id}/notes/shown-${index}-${Date.now()}`, post };
}

/** Pages and feeds, but for those of comments: those without any tell when something changed last. */
function pagesOf({ pages }: State): [path: string, shown: string][] {
  return Object.entries(pages).filter(([path]) => !path.includes('comments'));
}

/** Eight at a time. */
async function all<One>(list: readonly One[], work: (one: One) => Promise<void>): Promise<void> {
  const left = [...list];
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** Waits until the pages of a post show so many. */
async function read(stand: Stand, post: string, count: number, pages: Map<string, string>): Promise<void> {
  await until(async () => {
    let found = 0;
    for (let page = 1; ; page += 1) {
      const path = page === 1 ? `/posts/${post}` : `/posts/${post}?replies=${page}`;
      const { status, text } = await stand.ask(path);
      if (status !== 200) break;
      pages.set(path, text);
      found += text.split('<li class="remark" id="reply-').length - 1;
      if (!text.includes(`?replies=${page + 1}`)) break;
    }
    return found === count;
  });
  const path = `/posts/${post}/comments.xml`;
  pages.set(path, (await stand.ask(path)).text);
}

function parse(xml: string, open: (name: string, text: string) => void = () => undefined): void {
  const parser = new SaxesParser();
  let text = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', () => {
    text = '';
  });
  parser.on('text', (piece) => {
    text += piece;
  });
  parser.on('cdata', (piece) => {
    text += piece;
  });
  parser.on('closetag', ({ name }) => open(name, text));
  parser.write(xml).close();
}

/** The content of each item, by its id. */
function readFeed(xml: string, contents: Map<string, string>): void {
  let [id, content] = ['', ''];
  parse(xml, (name, text) => {
    if (unwritable.test(text)) throw new Error(`In a feed: ${text}`);
    if (name === 'guid' || name === 'id') id = text;
    if (name === 'content:encoded' || name === 'content') content = text;
    if (name === 'item' || name === 'entry') contents.set(id, content);
  });
}

const names = new Set(
  'li div ol ul p pre blockquote br em strong b i u s del code sub sup small mark kbd q ruby rt rp span a bdi time details summary img'.split(
    ' ',
  ),
);
const attributes = new Set(
  'id class href rel dir lang datetime start reversed value src alt title width height loading decoding data-initials'.split(
    ' ',
  ),
);

/** What is in a piece of a page that no stranger may bring there. */
function harmOf(markup: string): string[] {
  return readPage(markup).flatMap(({ name, attributes: own }) => {
    const harm = names.has(name) ? [] : [`<${name}>`];
    for (const key of Object.keys(own)) if (!attributes.has(key)) harm.push(`<${name} ${key}>`);
    const { href, src, rel } = own;
    if (src !== undefined && !/^\/(?!\/)/.test(src)) harm.push(`src ${src}`);
    if (href === undefined || /^(?:#reply-\d+|\/(?!\/).*|\?.*)$/.test(href)) return harm;
    if (!/^(?:https?:\/\/[^/@\s]+(?:[/?#]|$)|mailto:[^\s@]+@[^\s@]+$)/.test(href)) harm.push(`href ${href}`);
    if (rel !== 'nofollow ugc noopener noreferrer') harm.push(`rel ${rel}`);
    return harm;
  });
}
