import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { openGraphLocale } from '../language.ts';
import type { SiteView } from '../theme.ts';
import type { Head } from './head.ts';

/** The preview card: Open Graph as Mastodon and others read it, and `fediverse:creator`, which Mastodon shows as "by". */
export function openGraph(site: SiteView, head: Head): Html {
  const { picture, article } = head;
  const properties: [name: string, content: string | number | null | undefined][] = [
    ['og:title', head.cardTitle ?? head.title ?? site.title],
    ['og:description', head.description],
    ['og:url', head.canonical],
    ['og:type', head.type],
    ['og:site_name', site.title],
    ['og:locale', openGraphLocale(head.language)],
    ...(head.translations ?? []).map(({ language }): [string, string | null] => [
      'og:locale:alternate',
      language === 'x-default' || language === head.language ? null : openGraphLocale(language),
    ]),
    ['og:image', picture?.url],
    ['og:image:alt', picture?.alt],
    ['og:image:type', picture?.type],
    ['og:image:width', picture?.width],
    ['og:image:height', picture?.height],
    ['article:published_time', article?.published],
    ['article:modified_time', article?.modified],
    ...(article?.authors ?? []).map((author): [string, string] => ['article:author', author]),
    ...(article?.tags ?? []).map((tag): [string, string] => ['article:tag', tag]),
  ];
  // Where it names none, the small form is taken, whatever the picture is.
  const isLarge = picture && (picture.width === null || picture.width >= 600);
  return html`${properties.map(([name, content]) => content && html`<meta property="${name}" content="${content}">\n`)}${isLarge && html`<meta name="twitter:card" content="summary_large_image">\n`}${
    head.creator && html`<meta name="fediverse:creator" content="${head.creator}">\n`
  }`;
}
