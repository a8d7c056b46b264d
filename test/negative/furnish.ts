import { blog } from '../gate/company.ts';
import { postern } from '../support/postern.ts';
import type { Json, Stranger, StrangerUser } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import type { Stand } from './stand.ts';
import { type Home, ownersOf } from './towns.ts';

export const everybody = 'https://www.w3.org/ns/activitystreams#Public';
export const account = `${blog}/ap/actors/james`;
/** A post, as other servers know it. */
export const post = `${blog}/ap/posts/hello`;

/** What may be said of a post that cannot be read, in as many ways. */
export const unread = ['draft', 'later', 'withdrawn', 'removed', 'never'];

/** Posts under which hostile texts are shown for a while. */
export const talkPosts = Array.from({ length: 10 }, (_, index) => `talk-${index}`);

/** Who may not come in: a server by its name, and one person elsewhere. */
export const blockedHosts = ['localhost', 'blocked.example', 'xn--bcher-kva.example'];
/** The end of the address of a message to the author, and to each of those who are named as well. */
export const noticeId = (name: string): string => `notice-to-${name}`;
export const noticeTo = (name: string): string => `${blog}/ap/notices/${noticeId(name)}`;

/** The files of the blog that all refusals are sent to. */
export function site(home: Home): Record<string, string> {
  return {
    'postern.yaml': `url: ${blog}
title: Notes
timezone: Europe/Berlin
accounts:
  - handle: james
  - handle: ann
comments:
  rule: everyone
  links: 2
  tell: never
owners: ${JSON.stringify(ownersOf(home))}
`,
    'content/posts/hello.md': '---\ntitle: Hello\nid: hello\ndate: 2026-01-01\ntags: [Trees]\n---\n\nHello.\n',
    'content/posts/other.md': '---\ntitle: Other\nid: other\ndate: 2026-01-02\n---\n\nOther.\n',
    'content/posts/draft.md': '---\ntitle: Draft\nid: draft\ndraft: true\n---\n\nSecret of the draft.\n',
    'content/posts/later.md': '---\ntitle: Later\nid: later\ndate: 2999-01-01\n---\n\nSecret of later.\n',
    'content/posts/withdrawn.md': '---\ntitle: Withdrawn\nid: withdrawn\ndate: 2026-01-03\n---\n\nWithdrawn.\n',
    'content/posts/removed.md': '---\ntitle: Removed\nid: removed\ndate: 2026-01-04\n---\n\nRemoved.\n',
    ...Object.fromEntries(
      talkPosts.map((id) => [
        `content/posts/${id}.md`,
        `---\ntitle: ${id.replace('talk-', 'Talk ')}\nid: ${id}\ndate: 2025-01-01\n---\n\nTalk.\n`,
      ]),
    ),
    'content/pages/about.md': '---\ntitle: About\n---\n\nAbout.\n',
    'public/robots-note.txt': 'public\n',
    'public/.secret': 'Secret of a hidden file\n',
  };
}

/** Every page, feed, collection and counter on which a change would be seen. */
export const pages: readonly string[] = [
  ...['/', '/posts/hello', '/posts/other', '/tags/trees', '/archive', '/about', '/privacy', '/sitemap.xml'],
  ...['/feed.xml', '/atom.xml', '/feed.json', '/comments/feed.xml', '/posts/hello/comments.xml'],
  ...['/ap/actors/james', '/ap/actors/james/outbox', '/ap/actors/james/followers', '/ap/actors/james/featured'],
  ...['', '/replies', '/replies?page=1', '/context', '/likes', '/shares'].map((part) => `/ap/posts/hello${part}`),
  ...['/nodeinfo/2.1', '/.well-known/webfinger?resource=acct:james@blog.example.com'],
];

/** A reply of theirs to the post. */
export function note({ id }: StrangerUser, name: string, own: Json = {}): Json {
  return {
    ...{ id: `${id}/notes/${name}`, type: 'Note', attributedTo: id, to: everybody, content: `<p>${name}</p>` },
    ...{ inReplyTo: post, published: '2026-11-20T12:00:00Z' },
    ...own,
  };
}

/** What two followers said and did before anybody with worse intentions came. */
export const like = ({ id }: StrangerUser): Json => ({ id: `${id}#like`, type: 'Like', actor: id, object: post });
export const boost = ({ id }: StrangerUser): Json => ({
  ...{ id: `${id}#boost`, type: 'Announce', actor: id, object: post, to: everybody },
});
export const follow = ({ id }: StrangerUser): Json => ({
  id: `${id}#follow`,
  type: 'Follow',
  actor: id,
  object: account,
});

/** What quotes a post, and the wish to. */
export const quoting = (one: StrangerUser, own: Json = {}): Json =>
  note(one, 'quoting', { inReplyTo: null, quote: post, ...own });
export const quoteRequest = (instrument: Json | string, own: Json = {}): Json => ({
  ...{ type: 'QuoteRequest', object: post, instrument },
  ...own,
});

/** Everything that one person says and does here. */
const deeds = (one: StrangerUser): Json[] => [
  { type: 'Create', object: note(one, 'own') },
  { type: 'Create', object: note(one, 'held', { content: `<p>held ${links}</p>` }) },
  { type: 'Create', object: note(one, 'direct', { to: account, cc: [], tag: [mention], inReplyTo: null }) },
  { ...quoteRequest(quoting(one)), id: `${one.id}#request` },
  like(one),
  boost(one),
  { type: 'EmojiReact', id: `${one.id}#react`, object: post, content: '🌳' },
  follow(one),
];

/** Lets honest servers say and do things, until nothing of it is still on its way. */
export async function furnish(stand: Stand): Promise<void> {
  const { home, towns, blocked, rows } = stand;
  const said: [StrangerUser, Json][] = towns.flatMap(({ server, victim, neighbour }): [StrangerUser, Json][] => {
    for (const own of [note(victim, 'own'), quoting(victim), note(neighbour, 'own')]) serve(server, own);
    return [
      ...deeds(victim).map((deed): [StrangerUser, Json] => [victim, deed]),
      [neighbour, { type: 'Create', object: note(neighbour, 'own') }],
      [blocked.person, { type: 'Create', object: note(blocked.person, 'own') }],
    ];
  });
  await until(() => rows.of('owners').length === ownersOf(home).length, 30_000);
  await Promise.all([sayAll(stand, said), deletePosts(stand), openFeed(stand)]);
  await until(() => towns.every(({ server }) => server.inbox.length >= 2), 30_000);
  await until(() => rows.of('posts').some(({ id, state }) => id === 'withdrawn' && state !== 'live'), 30_000);
  const { makkes, second, former, neighbour, lookalike, unproven } = home;
  const owners = [makkes, second, former, ...unproven];
  stand.write((database) => {
    const insert = 'INSERT OR IGNORE INTO blocks (name, kind, since, why) VALUES (?, ?, 0, NULL)';
    for (const host of blockedHosts) database.prepare(insert).run(host, 'domain');
    database.prepare(insert).run(blocked.person.id, 'actor');
    // As it is written once they are told, which takes a minute.
    const held = rows.of('remarks').flatMap(({ key, state }) => (state === 'held' ? [key] : []));
    database.prepare("UPDATE remarks SET notified = 1 WHERE state = 'held'").run();
    for (const { id, name } of owners)
      database
        .prepare('INSERT INTO notices (id, owner, account, remarks, made) VALUES (?, ?, ?, ?, 1)')
        .run(noticeId(name), id, 'james', JSON.stringify(held));
  });
  // Everybody's key is known from now on.
  const hello: Json = { type: 'Like', object: `${blog}/ap/posts/never` };
  await sayAll(stand, [
    ...[makkes, second, neighbour, lookalike, ...unproven].map((one): [StrangerUser, Json] => [one, hello]),
    [former, { type: 'Delete', object: former.id }],
  ]);
  await until(() => rows.of('owners').filter(({ proven }) => proven !== null).length === 2);
  // What comes again by itself, and what nobody is told, is far away from now on: only what an attempt causes is done.
  await until(() => {
    stand.write((database) => void database.prepare(putOff).run(Date.now() + 1e9));
    return rows.of('jobs').every(({ lease, due }) => lease === null && Number(due) > Date.now());
  }, 30_000);
  let before = '';
  await until(async () => {
    const now = JSON.stringify(await stand.state());
    const isQuiet = now === before;
    before = now;
    // Pages follow what is written within a second.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    return isQuiet;
  }, 30_000);
  stand.asked();
  await stand.exits.fresh();
}

async function sayAll(stand: Stand, said: [StrangerUser, Json][]): Promise<void> {
  for (const [by, own] of said) {
    const got = await stand.say(by, own);
    if (got.status !== 202) throw new Error(`${JSON.stringify(own)} got ${got.status}: ${got.text}`);
  }
}

const feeds = new WeakMap<Stand, string>();

/** The address of the private feed of what waits, below the blog's. */
export const feedOf = (stand: Stand): string => feeds.get(stand) ?? '';

async function openFeed(stand: Stand): Promise<void> {
  const { out, err } = await postern(['comments', 'feed', '--site', stand.site.folder]);
  if (!out.startsWith(blog)) throw new Error(err);
  feeds.set(stand, new URL(out.trim()).pathname);
}

/** One post is deleted for good, and one hidden. */
async function deletePosts({ site }: Stand): Promise<void> {
  await site.remove('content/posts/removed.md');
  const { code, err } = await postern(['publish', '--confirm-removals', '--site', site.folder]);
  if (code !== 0) throw new Error(err);
  await site.write('content/posts/withdrawn.md', '---\ntitle: Withdrawn\nid: withdrawn\ndraft: true\n---\n\nSecret.\n');
}

const putOff = 'UPDATE jobs SET due = ? WHERE lease IS NULL';

/** Has something be there at its id, as its own server shows it. */
export function serve(server: Stranger, document: Json): void {
  const context = 'https://www.w3.org/ns/activitystreams';
  server.at(new URL(String(document.id)).pathname, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/activity+json' });
    response.end(JSON.stringify({ '@context': context, ...document }));
  });
}

export const links = [1, 2, 3, 4].map((number) => `<a href="https://link.example/${number}">${number}</a>`).join(' ');
export const mention = { type: 'Mention', href: account, name: '@james@blog.example.com' };
