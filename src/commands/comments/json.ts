import { absolute, type Site } from '../../config.ts';
import { isOwn } from '../../conversation/answers/answers.ts';
import { isPublic } from '../../conversation/answers/may-answer.ts';
import { cleanMarkup } from '../../conversation/clean.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import { readExtras } from '../../conversation/extras.ts';
import { answerPage } from '../../federation/answers/said.ts';
import { whyOf } from './words.ts';

/** A comment for scripts: all that is known of it, whole. */
export function inJson(one: Listed, site: Pick<Site, 'origin' | 'base'>): object {
  const { key, state, kind, visibility, uri, url, author, account, parent, post, html, decisions } = one;
  const { title, warning, language, published, updated, received } = one;
  const { media, emoji } = readExtras(one.extras);
  return {
    number: key,
    ...{ state, why: whyOf(one), kind, visibility },
    author: author && { handle: author.handle, name: author.name, uri: author.uri, url: author.url },
    account,
    post: post && { slug: post.slug, title: post.title, address: absolute(site, post.permalink) },
    ...{ uri: absolute(site, uri), url, parent: parent && absolute(site, parent), title, warning },
    ...(isOwn(one) ? { isOwn: true, page: post && isPublic(one) ? absolute(site, answerPage(post, key)) : null } : {}),
    text: html === null ? null : (cleanMarkup(html)?.text ?? null),
    ...{ html, language, media, emoji, published, updated, received },
    decisions: decisions.map(({ state: became, by, why, at }) => ({ state: became, by, why, at })),
  };
}
