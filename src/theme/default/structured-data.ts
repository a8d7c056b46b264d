import type { Post } from '../../content/post.ts';
import type { Html } from '../../html.ts';
import { html, trusted } from '../../html.ts';
import type { AuthorView, SiteView } from '../theme.ts';
import { avatarPicture, webUrl, whole } from './address.ts';
import type { Head } from './head.ts';

/** A JSON-LD object in the words of schema.org; what is undefined is left out. */
export interface StructuredData {
  [key: string]: string | string[] | number | undefined | StructuredData | StructuredData[];
}

/** JSON-LD inside a page. It is data, which no browser runs: `script-src` has nothing to say about it. */
export function structuredData(data: StructuredData): Html {
  const json = JSON.stringify({ '@context': 'https://schema.org', ...data });
  // In JSON these may stand as escapes wherever they occur, so no text can end the element or begin another.
  const safe = json.replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return html`<script type="application/ld+json">${trusted(safe)}</script>\n`;
}

/** An author as schema.org knows one. */
export function person(site: SiteView, author: AuthorView): StructuredData {
  const same = author.fields.map(({ value }) => webUrl(value)).filter((url) => url !== null);
  return {
    '@type': 'Person',
    '@id': author.url ? `${author.url}#person` : undefined,
    name: author.name,
    alternateName: author.handle ?? undefined,
    url: author.url ?? undefined,
    image: avatarPicture(site, author)?.url,
    sameAs: same.length > 0 ? same : undefined,
  };
}

/** The blog and the one who writes it. */
export function website(site: SiteView): StructuredData {
  const owner = site.accounts[0] && person(site, site.accounts[0]);
  const blog: StructuredData = {
    '@type': 'WebSite',
    name: site.title,
    description: site.description || undefined,
    url: whole(site, '/'),
    inLanguage: site.language,
    author: owner?.['@id'] && { '@id': owner['@id'] },
  };
  return { '@graph': owner ? [blog, owner] : [blog] };
}

/** The page of an author. */
export function profilePage(site: SiteView, author: AuthorView): StructuredData {
  return { '@type': 'ProfilePage', mainEntity: person(site, author) };
}

/** A post or a note. NewsArticle, since that is what Mastodon reads; a page of no date is a WebPage. */
export function article(site: SiteView, post: Post, authors: AuthorView[], head: Head): StructuredData {
  return {
    '@type': head.article ? 'NewsArticle' : 'WebPage',
    headline: head.cardTitle ?? head.title ?? site.title,
    description: head.description || undefined,
    image: head.picture?.url,
    datePublished: head.article?.published,
    dateModified: head.article?.modified ?? head.article?.published,
    inLanguage: post.language,
    keywords: post.tags.length > 0 ? post.tags.map(({ name }) => name) : undefined,
    author: authors.map(({ name, url }) => ({ '@type': 'Person', name, url: url ?? undefined })),
    publisher: { '@type': 'Organization', name: site.title, url: whole(site, '/') },
    mainEntityOfPage: head.canonical ?? undefined,
  };
}
