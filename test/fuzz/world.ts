import { SaxesParser } from 'saxes';
import type { Clock } from '../../src/clock.ts';
import { systemClock } from '../../src/clock.ts';
import { eq, sql } from '../../src/database/drizzle.ts';
import { dump } from '../gate/dump.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';
import { watchLoop } from './effort.ts';
import { type Exits, watchExits } from './exits.ts';
import { harmIn, readPage } from './page.ts';

/** A blog whose doors are open, two servers that know it, and eyes on everything that it does. */
export interface World {
  blog: TestBlog;
  origin: string;
  strangers: Stranger[];
  exits: Exits;
  /** An address that was not used before, as the proxy before the blog would name it. */
  visitor(): string;
  /** Goes on by a minute: rates begin anew. */
  nextMinute(): void;
  /** Until nothing is under way. */
  settle(): Promise<void>;
  /** Reads every page, feed and collection. @returns what is wrong with them. */
  readAll(): Promise<string[]>;
  /** @returns what does not fit together in the database. */
  broken(): Promise<string[]>;
  rows(): Promise<string>;
  /** Milliseconds of the longest turn of the loop. */
  longest(): number;
  close(): Promise<void>;
}

const pages = [
  ...[
    '/',
    '/posts/hello',
    '/posts/other',
    '/tags/trees',
    '/archive',
    '/about',
    '/privacy',
    '/@james',
    '/interact?uri=/posts/hello',
  ],
  ...[
    '/feed.xml',
    '/atom.xml',
    '/feed.json',
    '/comments.xml',
    '/posts/hello/comments.xml',
    '/comments/feed.xml',
    '/sitemap.xml',
  ],
  ...[
    '/ap/actors/james',
    ...['outbox', 'followers', 'following', 'featured', 'tags'].map((name) => `/ap/actors/james/${name}`),
  ],
  ...[
    '',
    '/create',
    '/replies',
    '/replies?page=1',
    '/replies?page=2',
    '/context',
    '/context?page=1',
    '/likes',
    '/shares',
  ].map((part) => `/ap/posts/hello${part}`),
  ...['/nodeinfo/2.1', '/posts/hello?page=2', '/posts/hello?replies=2'],
];

/** Elements of our pages, and what stands in remarks. Whatever else is there came with a text. */
const elements = new Set(
  (
    'html head title meta link style script body a header nav main article section aside footer div span p h1 h2 h3 h4 ul ol ' +
    'li dl dt dd time strong small bdi img details summary form label input button select option textarea data br em b i u s ' +
    'del code sub sup mark kbd q ruby rt rp pre blockquote figure figcaption hr address'
  ).split(' '),
);

export async function openWorld(): Promise<World> {
  const exits = await watchExits();
  let offset = 0;
  const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + offset) };
  const strangers = await Promise.all([
    startStranger({ now: clock.now }),
    startStranger({ now: clock.now, user: 'bob' }),
  ]);
  for (const [index, name] of ['eve', 'mia'].entries()) strangers[index]?.addUser(name);
  const hosts = strangers.map(({ host }) => host);
  const blog = await startBlog(
    {
      'postern.yaml': `url: http://127.0.0.1:1
title: Notes
timezone: Europe/Berlin
accounts:
  - handle: james
comments:
  rule: everyone
`,
      'content/posts/hello.md': '---\ntitle: Hello\nid: hello\ndate: 2026-01-01\ntags: [Trees]\n---\n\nHello.\n',
      'content/posts/other.md': '---\ntitle: Other\nid: other\ndate: 2026-01-02\n---\n\nOther.\n',
      'content/pages/about.md': '---\ntitle: About\n---\n\nAbout.\n',
    },
    {
      clock,
      reachable: true,
      environment: { POSTERN_ALLOW_PRIVATE_ADDRESSES: hosts.join(), POSTERN_TRUST_PROXY: 'loopback' },
    },
  );
  const { database } = blog.app;
  const { jobs, remarks, posts, reactions, people } = database.tables;
  const origin = blog.app.config.site.origin;
  const loop = watchLoop();
  let visitors = 0;

  async function readAll(): Promise<string[]> {
    const shown = await database.query.select({ key: remarks.key }).from(remarks).where(eq(remarks.state, 'shown'));
    const some = shown
      .slice(-3)
      .flatMap(({ key }) => [`/posts/hello?reply=${key}`, `/interact?reply=${key}`, `/report?reply=${key}`]);
    const wrong: string[] = [];
    for (const path of [...pages, ...some]) {
      const response = await blog.get(path, { 'x-forwarded-for': visitor() });
      const fault = response.status >= 500 ? `${response.status}` : faultOf(response, await response.text());
      if (fault !== null) wrong.push(`${path}: ${fault}`);
    }
    return wrong;
  }

  const visitor = (): string => {
    visitors += 1;
    return `198.${18 + (visitors >> 16)}.${(visitors >> 8) & 255}.${visitors & 255}`;
  };

  return {
    blog,
    origin,
    strangers,
    exits,
    visitor,
    nextMinute() {
      offset += 61_000;
    },
    async settle() {
      const end = Date.now() + 30_000;
      for (let quiet = 0; quiet < 4; ) {
        const waiting = await database.query.select({ kind: jobs.kind, due: jobs.due, lease: jobs.lease }).from(jobs);
        // What is tried again later, or comes again and again, waits until the clock that was put on is looked at.
        const underWay = waiting.filter(({ lease }) => lease !== null && lease > clock.now());
        quiet = underWay.length === 0 ? quiet + 1 : 0;
        if (Date.now() > end) throw new Error(`Still at work: ${JSON.stringify(underWay)}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    readAll,
    async broken() {
      const wrong: string[] = [];
      // Drizzle's builder for SQLite has it, which the contract of both engines has not.
      const query = database.query as unknown as { all(statement: ReturnType<typeof sql>): unknown[] };
      const strays = query.all(sql`pragma foreign_key_check`);
      if (strays.length > 0) wrong.push(`rows that belong to none: ${JSON.stringify(strays)}`);
      const said = await database.query.select().from(remarks);
      for (const one of said) {
        if (one.state === 'shown' && one.kind !== 'mention' && one.post === null)
          wrong.push(`${one.uri} is shown nowhere`);
        if (one.state === 'shown' && one.visibility !== 'public' && one.visibility !== 'unlisted')
          wrong.push(`${one.uri} is private`);
        if (one.state === 'gone' && (one.html ?? one.title ?? one.warning) !== null)
          wrong.push(`${one.uri} is gone, and says something`);
        for (const moment of [one.published, one.received])
          if (Number.isNaN(moment.getTime())) wrong.push(`${one.uri} has no time`);
      }
      const done = await database.query.select().from(reactions);
      for (const { uri, state, post, person } of done)
        if (state === 'shown' && (post === null || person === null)) wrong.push(`${uri} is nobody's`);
      const [hello] = await database.query.select().from(posts).where(eq(posts.id, 'hello'));
      const replies = said.filter(
        ({ post, state, kind }) => post === hello?.key && state === 'shown' && kind === 'reply',
      );
      // What is kept in memory is made anew a moment after a change.
      let total = -1;
      for (let left = 25; left > 0 && total !== replies.length; left -= 1) {
        if (total >= 0) await new Promise((resolve) => setTimeout(resolve, 200));
        total = (JSON.parse(await blog.text('/ap/posts/hello/replies')) as { totalItems: number }).totalItems;
      }
      if (total !== replies.length) wrong.push(`${total} replies are told of ${replies.length}`);
      if ((await database.query.$count(people)) > 1_000) wrong.push('people by the thousand');
      return wrong;
    },
    rows: () => dump(database),
    longest: loop.longest,
    async close() {
      loop.stop();
      await blog.dispose();
      await Promise.all(strangers.map((one) => one.close()));
      await exits.close();
    },
  };
}

/** What is wrong with an answer as it is; null: nothing is. */
function faultOf({ headers, status }: Response, text: string): string | null {
  const type = headers.get('content-type') ?? '';
  try {
    if (status === 404) return null;
    if (type.includes('json')) JSON.parse(text);
    else if (type.includes('xml')) readXml(text);
    else if (type.includes('html')) {
      const strange = readPage(text).find(({ name, around }) => !elements.has(name) && !isOurTable(name, around));
      if (strange) return `<${strange.name}>`;
      return harmIn(text)[0] ?? null;
    }
    return null;
  } catch (error) {
    return String(error);
  }
}

/** The table of what is kept how long is on /privacy, in no section that strangers write in. */
function isOurTable(name: string, around: string[]): boolean {
  return /^(?:table|caption|thead|tbody|tr|th|td)$/.test(name) && !around.includes('li');
}

function readXml(xml: string): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}
