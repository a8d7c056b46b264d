import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { languageSlug } from '../theme/language.ts';
import { messagesFor } from '../theme/messages/messages.ts';
import type { FeedGroupView } from '../theme/theme.ts';
import { commentsPath } from './comment-feeds.ts';

/** So many of a kind are named; the archive leads to the other tags. */
const [mostSeries, mostTags] = [20, 12];

type Named = FeedGroupView['feeds'][number];

/** The feeds of parts of the blog, as far as there are any: by language, series, tag and author, and what readers reply. */
export async function feedGroups(site: Site, posts: Posts): Promise<FeedGroupView[]> {
  const [languages, series, tags] = await Promise.all([posts.languages(), posts.allSeries(), posts.tags()]);
  const { allReplies } = messagesFor(site.language).subscribe;
  const group = (kind: FeedGroupView['kind'], feeds: Named[], more = false): FeedGroupView => ({ kind, feeds, more });
  return [
    // One language is the whole blog.
    group('languages', languages.length > 1 ? languages.map(ofLanguage) : []),
    group(
      'series',
      series.slice(0, mostSeries).map(({ name, slug }) => named(name, `/series/${encodeURIComponent(slug)}`)),
    ),
    group(
      'tags',
      tags.slice(0, mostTags).map(({ name, slug }) => named(`#${name}`, `/tags/${encodeURIComponent(slug)}`)),
      tags.length > mostTags,
    ),
    group('authors', site.accounts.length > 1 ? site.accounts.map(({ name, user }) => named(name, `/@${user}`)) : []),
    group(
      'replies',
      site.accounts.length > 0 ? [{ name: allReplies, page: null, feed: commentsPath, language: null }] : [],
    ),
  ].filter(({ feeds }) => feeds.length > 0);
}

function named(name: string, page: string): Named {
  return { name, page, feed: `${page}/feed.xml`, language: null };
}

function ofLanguage({ language }: { language: string }): Named {
  return { ...named(language, `/languages/${languageSlug(language)}`), language };
}
