import type { Company } from '../gate/company.ts';
import { blog } from '../gate/company.ts';
import type { Json, StrangerUser } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import type { Stand } from './stand.ts';

export const everybody = 'https://www.w3.org/ns/activitystreams#Public';
export const account = `${blog}/ap/actors/james`;
/** A post, as other servers know it. */
export const post = `${blog}/ap/posts/hello`;

/** What may be said of a post that cannot be read, in as many ways. */
export const unread = ['draft', 'later', 'removed', 'never'];

/** The files of the blog that all refusals are sent to. */
export function site(_company: Company): Record<string, string> {
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
`,
    'content/posts/hello.md': '---\ntitle: Hello\nid: hello\ndate: 2026-01-01\ntags: [Trees]\n---\n\nHello.\n',
    'content/posts/other.md': '---\ntitle: Other\nid: other\ndate: 2026-01-02\n---\n\nOther.\n',
    'content/posts/draft.md': '---\ntitle: Draft\nid: draft\ndraft: true\n---\n\nSecret of the draft.\n',
    'content/posts/later.md': '---\ntitle: Later\nid: later\ndate: 2999-01-01\n---\n\nSecret of later.\n',
    'content/pages/about.md': '---\ntitle: About\n---\n\nAbout.\n',
    'public/robots-note.txt': 'public\n',
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

/** Lets honest servers say and do things, until nothing of it is still on its way. */
export async function furnish(stand: Stand): Promise<void> {
  const { ada, eve, bob } = stand.world;
  const said: [StrangerUser, Json][] = [
    ...[ada, eve, bob].map((one): [StrangerUser, Json] => [one, { type: 'Create', object: note(one, 'own') }]),
    [ada, like(ada)],
    [ada, boost(ada)],
    [ada, follow(ada)],
    [bob, follow(bob)],
    [bob, { type: 'EmojiReact', id: `${bob.id}#react`, object: post, content: '🌳' }],
    [ada, { type: 'Create', object: note(ada, 'held', { content: `<p>held ${links}</p>` }) }],
    [ada, { type: 'Create', object: note(ada, 'direct', { to: account, cc: [], tag: [mention], inReplyTo: null }) }],
  ];
  for (const [by, own] of said) {
    const got = await stand.say(by, own);
    if (got.status !== 202) throw new Error(`${JSON.stringify(own)} got ${got.status}: ${got.text}`);
  }
  await until(() => stand.stranger.inbox.length >= 1 && stand.other.inbox.length >= 1);
  let before = '';
  await until(async () => {
    const now = JSON.stringify(stand.rows.read());
    const isQuiet = now === before;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return isQuiet;
  });
  await stand.exits.fresh();
}

const links = [1, 2, 3, 4].map((number) => `<a href="https://link.example/${number}">${number}</a>`).join(' ');
const mention = { type: 'Mention', href: account, name: '@james@blog.example.com' };
