export { type Reading, readConfig } from './config/read.ts';

/** One account of the allow-list that has its actor here. */
export interface Account {
  /** Stands in the actor's address, `/ap/actors/<id>`; by default the user part of the handle. Never changes. */
  id: string;
  /** `james` of `@james@blog.example.com`. */
  user: string;
  /** The handle's host, with port where it has one: the blog's own, unless the owner put it elsewhere. */
  host: string;
  type: 'Person' | 'Organization' | 'Group' | 'Service' | 'Application';
  name: string;
  /** Markdown, one paragraph. */
  summary: string | null;
  /** Paths of pictures, relative to the site's folder. */
  avatar: string | null;
  header: string | null;
  /** In order: label → text or URL. */
  fields: { name: string; value: string }[];
  /** Actor ids or handles of earlier accounts. */
  aliases: string[];
  /** Whether who follows waits for the owner's word. */
  manuallyApprovesFollowers: boolean;
}

/** A name here that only points to an account elsewhere. */
export interface Pointer {
  user: string;
  host: string;
  /** `makkes@hachyderm.io`, without the first `@`. */
  identityOf: string;
}

/** A blog of somebody else, as the blogroll shows it. */
export interface Recommended {
  title: string;
  /** Absolute, as is `feed`. */
  url: string;
  feed: string | null;
  description: string | null;
}

/** What `postern.yaml` says: the blog as its readers meet it. */
export interface Site {
  /** The folder that holds postern.yaml, content/, public/ and data/. Absolute. */
  folder: string;
  /** `https://blog.example.com`: scheme, host and port, never a slash at the end. */
  origin: string;
  /** The path below which the blog lives: `''`, or `/blog`. Never a slash at the end. */
  base: string;
  title: string;
  description: string;
  /** BCP 47. */
  language: string;
  /** IANA name: what a date without a zone means, and how dates are shown. */
  timezone: string;
  /** Of posts: `/posts/:slug`, `/:year/:month/:slug/`. */
  permalink: string;
  /** Further addresses of the main feeds, beside the usual ones. */
  feeds: { rss: string[]; atom: string[]; json: string[] };
  /** Who tells readers of feeds at once (WebSub): `own`, `none`, or the URL of another hub. */
  hub: string;
  /** Links of the header, in order: label → path of this blog, or URL. */
  menu: { label: string; href: string }[];
  /** A square picture of at least 180 px, relative to the folder, for feeds and browsers; null: the first account's avatar. */
  icon: string | null;
  /** Handles of the author's own accounts elsewhere, without the first `@`. */
  owners: string[];
  accounts: Account[];
  pointers: Pointer[];
  /** Milliseconds. */
  publish: { auto: boolean; settle: number; quiet: number; removal: number };
  comments: {
    rule: 'everyone' | 'first-time' | 'followers' | 'held' | 'closed';
    /** Milliseconds after its publication in which a post takes comments; null: always. */
    close: number | null;
    /** How many links a comment may have that is not held for them; null: any number. */
    links: number | null;
    /** Words for which a comment is held. One with a `*` at its end stands for all that begin so. */
    words: string[];
    /** BCP 47. A comment in another language is held; empty: all are welcome. */
    languages: string[];
    /** When the owners are told of what is held. */
    tell: 'at-once' | 'daily' | 'never';
    /** Whether lists of posts show how many replies each has. */
    counts: boolean;
  };
  quotes: 'everyone' | 'followers' | 'nobody';
  /** Who is behind the blog, as /privacy and /imprint say it. */
  contact: {
    name: string | null;
    email: string | null;
    phone: string | null;
    /** Lines, as are the two below. */
    address: string[];
    /** Who is responsible for the content, where that is somebody else: name and address. */
    responsible: string[];
    /** What else an imprint must say. */
    more: string[];
  };
  /** Blogs that the author reads and recommends, in order. */
  blogroll: Recommended[];
}

/** What the environment says: the place where the blog runs. */
export interface Place {
  host: string;
  port: number;
  /** `postgres://…`, or the absolute path of a SQLite file. */
  database: string;
  role: 'all' | 'web' | 'worker';
  trustProxy: boolean | string[];
  /** `loopback`, or a list of `host:port`, that federation may reach, by http. Empty: none. */
  allowPrivateAddresses: 'loopback' | string[];
  /** Where it is posted what waits for the owner. Secret: whoever knows it can write there. */
  webhook: URL | null;
  log: 'pretty' | 'json';
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export interface Config {
  site: Site;
  place: Place;
}

/** Whether anything is known of who is behind the blog: then there is an imprint. */
export function hasImprint({ contact }: Pick<Site, 'contact'>): boolean {
  return Object.values(contact).some((said) => said !== null && said.length > 0);
}

type Where = Pick<Site, 'origin' | 'base'>;

/** The link to a path of this blog, from any of its pages: `/posts/hello` → `/blog/posts/hello`. URLs stay as they are. */
export function local(site: Where, path: string): string {
  return path.startsWith('/') ? site.base + path : path;
}

/** The whole URL of a path of this blog. URLs stay as they are. */
export function absolute(site: Where, path: string): string {
  return path.startsWith('/') ? site.origin + site.base + path : path;
}
