import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import type { Alternate } from '../alternates.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PageView } from '../theme.ts';
import { link, type Picture } from './address.ts';
import { openGraph } from './open-graph.ts';
import { type StructuredData, structuredData } from './structured-data.ts';

/** What a document says of itself to programs. */
export interface Head {
  /** Without the blog's title; null: that title alone. */
  title: string | null;
  /** As its own feeds are called, where that differs from `title`. */
  feedTitle?: string;
  /** As a preview card shows it, where that differs from `title`. */
  cardTitle?: string;
  /** Empty: there is nothing to say, and nothing is said. */
  description: string;
  /** Absolute; null where the page has no address of its own. */
  canonical: string | null;
  indexed: boolean;
  type: 'website' | 'article' | 'profile';
  /** BCP 47, of the content. */
  language: string;
  /** The same in different languages, itself among them. */
  translations?: Alternate[];
  picture?: Picture | null;
  /** Of an article. */
  article?: { published: string; modified: string | null; tags: string[]; authors: string[] };
  /** `@james@blog.example.com`, of the first author who has a handle. */
  creator?: string | null;
  /** The URL of the same thing as ActivityPub. */
  activity?: string | null;
  /** The feed of what others say about it, ready for an href. */
  replies?: string | null;
  /** Profiles elsewhere of the one whom this page is about. */
  me?: string[];
  /** Ready for an href: what comes before and after this page in its row. */
  previous?: string | null;
  next?: string | null;
  data?: StructuredData;
  /** Where the page goes on at once: a delay would be a time limit for those who read slowly (WCAG 2.2.1, H76). */
  refresh?: string;
}

/** Everything between `<head>` and `</head>`. */
export function headOf(view: PageView, head: Head): Html {
  const { site } = view;
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${head.title === null ? site.title : `${head.title} – ${site.title}`}</title>
${head.description && html`<meta name="description" content="${head.description}">\n`}${!head.indexed && html`<meta name="robots" content="noindex">\n`}${head.refresh && html`<meta http-equiv="refresh" content="0; url=${head.refresh}">\n`}<meta name="color-scheme" content="light dark">
${frame(site)}<link rel="stylesheet" href="${site.stylesheet}">
${site.icon && html`<link rel="icon" href="${site.icon.href}" type="${site.icon.type}">\n`}${site.icon && site.icon.type !== 'image/svg+xml' && html`<link rel="apple-touch-icon" href="${site.icon.href}">\n`}${head.canonical && html`<link rel="canonical" href="${head.canonical}">\n`}${head.translations?.map(({ language, url }) => html`<link rel="alternate" hreflang="${language}" href="${url}">\n`)}${site.hasBlogroll && html`<link rel="blogroll" type="text/xml" title="${messagesFor(site.language).blogroll.title}" href="${link(site, '/blogroll.opml')}">\n`}<link rel="search" type="application/opensearchdescription+xml" title="${site.title}" href="${link(site, '/opensearch.xml')}">
${feeds(view, head.feedTitle ?? head.title)}${head.replies && alternate('application/rss+xml', `${messagesFor(site.language).repliesTo(head.cardTitle ?? head.title ?? site.title)} (RSS)`, head.replies)}${head.activity && html`<link rel="alternate" type="application/activity+json" href="${head.activity}">\n`}${head.previous && html`<link rel="prev" href="${head.previous}">\n`}${head.next && html`<link rel="next" href="${head.next}">\n`}${head.me?.map((url) => html`<link rel="me" href="${url}">\n`)}${openGraph(site, head)}${head.data && structuredData(head.data)}`;
}

function frame({ pageColors }: PageView['site']): Html | null {
  return (
    pageColors &&
    html`<meta name="theme-color" content="${pageColors.light}" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="${pageColors.dark}" media="(prefers-color-scheme: dark)">
`
  );
}

const feedTypes = [
  { format: 'rss', name: 'RSS', type: 'application/rss+xml', path: '/feed.xml' },
  { format: 'atom', name: 'Atom', type: 'application/atom+xml', path: '/atom.xml' },
  { format: 'json', name: 'JSON', type: 'application/feed+json', path: '/feed.json' },
] as const;

function alternate(type: string, name: string, href: string): Html {
  return html`<link rel="alternate" type="${type}" title="${name}" href="${href}">\n`;
}

// The page's own feeds come first: readers that take the first one then subscribe to what is in front of them.
function feeds({ site, feeds: own }: PageView, title: string | null): Html[] {
  return [
    ...feedTypes.flatMap(({ format, name, type }) =>
      own ? [alternate(type, `${title ?? site.title} – ${site.title} (${name})`, own[format])] : [],
    ),
    ...feedTypes.map(({ name, type, path }) => alternate(type, `${site.title} (${name})`, link(site, path))),
  ];
}
