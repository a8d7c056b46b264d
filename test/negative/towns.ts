import { blog } from '../gate/company.ts';
import { type Json, type Stranger, type StrangerUser, startStranger } from '../support/stranger.ts';

/** A server elsewhere: somebody there of whom much is kept here, and somebody who has only said something once. */
export interface Town {
  server: Stranger;
  victim: StrangerUser;
  neighbour: StrangerUser;
}

/** The server of the blog's author, and everybody there who is named in `owners` or would like to be. */
export interface Home {
  server: Stranger;
  /** The author, who is proven. */
  makkes: StrangerUser;
  /** A second account of the author's, as proven as the first. */
  second: StrangerUser;
  /** Somebody else of that server, named nowhere. */
  neighbour: StrangerUser;
  /** Named in `owners`, and proven by nothing that counts: the name says what they have instead. */
  unproven: StrangerUser[];
  /** Was proven, until the account was deleted. */
  former: StrangerUser;
  /** On another server: the author's name, face and link. */
  lookalike: StrangerUser;
}

/** A field of a profile, as Mastodon writes it. */
const field = (value: string): Json => ({ attachment: [{ type: 'PropertyValue', name: 'Blog', value }] });
const link = (address: string, rel = 'me nofollow'): Json => field(`<a href="${address}" rel="${rel}">blog</a>`);

/** What does not prove that a profile is the author's. */
const noProofs: Record<string, Json> = {
  nothing: {},
  'by-http': link(blog.replace('https:', 'http:')),
  'another-port': link(`${blog}:8443/`),
  'a-longer-host': link(`${blog}.evil.example/`),
  'a-user-before-the-host': link(`${blog}@evil.example/`),
  'another-page': link(`${blog}/posts/hello`),
  'another-account': link(`${blog}/@nobody`),
  'a-query': link(`${blog}/?me`),
  'a-host-above': link('https://example.com/'),
  'a-lookalike-host': link('https://blоg.example.com/'),
  'no-rel': link(blog, 'nofollow noopener'),
  'a-rel-like-me': link(blog, 'me-too mee'),
  'a-comment': field(`<!-- <a href="${blog}" rel="me"> -->`),
  'a-script': field(`<script>'<a href="${blog}" rel="me">'</script>`),
  'a-text': field(`${blog} rel="me"`),
  'a-data-attribute': field(`<a data-href="${blog}" rel="me">blog</a>`),
  'a-summary': { summary: `<a href="${blog}" rel="me">blog</a>` },
  'another-kind-of-field': {
    attachment: [{ type: 'Note', name: 'Blog', value: `<a href="${blog}" rel="me">blog</a>` }],
  },
};

export async function openTowns(count: number): Promise<Town[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => startStranger()));
  return servers.map((server) => ({ server, victim: server.user, neighbour: server.addUser('eve') }));
}

/** @param other where the look-alike is. */
export async function openHome(other: Stranger): Promise<Home> {
  const server = await startStranger({ user: 'makkes-of-nothing' });
  const proven = { discoverable: true, ...link(`${blog}/`) };
  return {
    server,
    makkes: server.addUser('makkes', { document: proven }),
    second: server.addUser('second', { document: proven }),
    former: server.addUser('former', { document: proven }),
    neighbour: server.addUser('eve', { document: proven }),
    unproven: Object.entries(noProofs).map(([name, document]) => server.addUser(name, { document })),
    lookalike: other.addUser('makkes', { document: proven }),
  };
}

/** The handles of `owners` in postern.yaml. */
export function ownersOf({ server, makkes, second, former, unproven }: Home): string[] {
  return [makkes, second, former, ...unproven].map(({ name }) => `@${name}@${server.host}`);
}
