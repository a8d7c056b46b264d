import type { Listed, Medium, Post } from '../../src/content/post.ts';
import { trusted } from '../../src/html.ts';
import { defaultTheme } from '../../src/theme/default/theme.ts';
import type { AuthorView, FeedGroupView, PageView, Paging, PostView, SiteView } from '../../src/theme/theme.ts';
import { plainPost } from '../support/post.ts';

export const picture = (name: string, width: number, height: number): Medium => ({
  hash: '0123456789abcdef0123456789abcdef',
  name,
  type: 'image/jpeg',
  size: 1000,
  width,
  height,
});

export const james: AuthorView = {
  name: 'James',
  handle: '@james@blog.example.com',
  href: '/blog/@james',
  url: 'https://blog.example.com/blog/@james',
  avatar: picture('james.jpg', 400, 400),
  header: picture('hills.jpg', 1500, 500),
  summary: trusted('Mends <em>gates</em>.'),
  fields: [
    { name: 'Website', value: 'https://example.com/' },
    { name: 'Lives in', value: 'Lübeck' },
    { name: 'Trick', value: 'javascript:alert(1)' },
  ],
};

export const site = (change: Partial<SiteView> = {}): SiteView => ({
  title: 'Notes',
  description: 'What I learn',
  language: 'en',
  timezone: 'Europe/Berlin',
  url: 'https://blog.example.com/blog',
  base: '/blog',
  stylesheet: '/blog/theme-abc.css',
  menu: [
    { label: 'Archive', href: '/blog/archive' },
    { label: 'About', href: '/blog/about' },
  ],
  accounts: [james],
  me: ['https://hachyderm.io/@makkes'],
  icon: { href: '/blog/media/0/icon.png', type: 'image/png' },
  hasBlogroll: true,
  hasImprint: true,
  pageColors: defaultTheme.pageColors,
  parts: defaultTheme.parts,
  ...change,
});

export const aPost = (change: Partial<Post> = {}): Post =>
  plainPost({
    summary: 'A greeting',
    excerpt: 'The beginning of it',
    body: '',
    words: 690,
    firstPublished: new Date('2026-11-20T08:30:00Z'),
    tags: [{ name: 'C & C', slug: 'c-c' }],
    authors: ['james'],
    guid: 'guid',
    ...change,
  });

export const aNote: Post = aPost({
  id: 'n',
  kind: 'note',
  title: null,
  summary: null,
  permalink: '/notes/n',
  excerpt: 'Frost.',
});

export const onePage: Paging = { page: 1, pages: 1, newer: null, older: null };

export const pageView = (path: string, change: Partial<PageView> = {}): PageView => ({
  site: site(),
  path,
  feeds: null,
  ...change,
});

export function postView(post: Post = aPost(), change: Partial<PostView> = {}): PostView {
  return {
    ...pageView(post.permalink),
    post,
    content: trusted('<p>The <em>text</em>.</p>'),
    headings: [],
    authors: [james],
    object: `https://blog.example.com/blog/ap/posts/${post.id}`,
    older: null,
    newer: null,
    series: null,
    translations: [],
    conversation: null,
    ...change,
  };
}

const feeds = { rss: '/blog/x/feed.xml', atom: '/blog/x/atom.xml', json: '/blog/x/feed.json' };
const actor = 'https://blog.example.com/blog/ap/actors/james';

export const homeView = (posts: Listed[] = [aPost(), aNote]) => ({
  ...pageView('/'),
  posts,
  pinned: [] as Listed[],
  paging: onePage,
  actor,
});
export const tagView = (posts: Listed[] = [aPost()]) => ({
  ...pageView('/tags/c-c', { feeds }),
  tag: { name: 'C & C', slug: 'c-c' },
  posts,
  paging: onePage,
});
export const authorView = (posts: Listed[] = [aPost()]) => ({
  ...pageView('/@james', { feeds }),
  author: james,
  actor,
  posts,
  paging: onePage,
});
export const seriesView = (posts: Listed[] = [aPost()]) => ({ ...pageView('/series/gate'), name: 'A gate', posts });
export const languageView = (posts: Listed[] = [aPost(), aNote]) => ({
  ...pageView('/languages/en', { feeds }),
  posts,
  paging: onePage,
});
export const subscribeView = (groups: FeedGroupView[] = someGroups) => ({ ...pageView('/subscribe'), groups });
const someGroups: FeedGroupView[] = [
  {
    kind: 'languages',
    feeds: [
      { name: 'en', page: '/languages/en', feed: '/languages/en/feed.xml', language: 'en' },
      { name: 'he', page: '/languages/he', feed: '/languages/he/feed.xml', language: 'he' },
    ],
    more: false,
  },
  {
    kind: 'tags',
    feeds: [{ name: '#C & C', page: '/tags/c-c', feed: '/tags/c-c/feed.xml', language: null }],
    more: true,
  },
  {
    kind: 'replies',
    feeds: [{ name: 'Every reply', page: null, feed: '/comments/feed.xml', language: null }],
    more: false,
  },
];
export const blogrollView = () => ({
  ...pageView('/blogroll'),
  blogs: [
    {
      title: 'Old <gates>',
      url: 'https://gates.example/',
      feed: 'https://gates.example/feed?a=1&b=2',
      description: 'A "gate" a day.',
    },
    { title: 'دروازه', url: 'https://gate.example/', feed: null, description: null },
  ],
  opml: '/blog/blogroll.opml',
});
export const archiveView = (posts: Listed[] = [aPost(), aNote]) => ({
  ...pageView('/archive'),
  year: null as number | null,
  years: [] as { year: number; count: number; path: string }[],
  posts,
  tags: [{ name: 'C & C', slug: 'c-c', count: 3 }],
});

/** Every kind of page, of a site as given. */
export function everyPage(of: SiteView = site()): Record<string, string> {
  const on = <View extends PageView>(view: View): View => ({ ...view, site: of });
  const cover = {
    cover: { src: 'a.jpg', alt: 'Hills', caption: 'At dusk' },
    media: { 'a.jpg': picture('a.jpg', 1600, 900) },
  };
  const parts = [
    aPost({ id: 'zero', permalink: '/posts/zero' }),
    aPost(),
    aPost({ id: 'two', permalink: '/posts/two' }),
  ];
  const rich = postView(aPost({ ...cover, toc: true, updated: new Date('2026-12-01T00:00:00Z') }), {
    headings: [2, 3, 2].map((level, index) => ({ level, id: `h${index}`, text: `Heading ${index}` })),
    series: { name: 'A gate', slug: 'gate', parts },
    older: aPost({ title: 'Older' }),
    newer: aNote,
    translations: ['de', 'en', 'he'].map((language) => ({
      ...{ id: language === 'en' ? aPost().id : language, permalink: `/posts/${language}`, title: 'T', language },
      canonical: null,
    })),
  });
  const pages = {
    home: defaultTheme.home(on({ ...homeView(), pinned: [aPost({ id: 'pinned', pinned: true })] })),
    'an empty home': defaultTheme.home(on(homeView([]))),
    'a later page': defaultTheme.home(
      on({ ...homeView(), path: '/page/2', paging: { page: 2, pages: 3, newer: '/blog/', older: '/blog/page/3' } }),
    ),
    post: defaultTheme.post(on(rich)),
    'a post with a warning': defaultTheme.post(on(postView(aPost({ contentWarning: 'Spiders' })))),
    note: defaultTheme.note(on(postView(aNote))),
    page: defaultTheme.page(on(postView(aPost({ kind: 'page', permalink: '/about' })))),
    tag: defaultTheme.tag(on(tagView())),
    'an empty tag': defaultTheme.tag(on(tagView([]))),
    author: defaultTheme.author(on(authorView())),
    language: defaultTheme.language(on(languageView())),
    series: defaultTheme.series(on(seriesView())),
    subscribe: defaultTheme.subscribe(on(subscribeView())),
    blogroll: defaultTheme.blogroll(on(blogrollView())),
    archive: defaultTheme.archive(on(archiveView())),
    'a year of the archive': defaultTheme.archive(
      on({
        ...archiveView(),
        path: '/archive/2026',
        year: 2026,
        years: [{ year: 2026, count: 501, path: '/archive/2026' }],
      }),
    ),
    'not found': defaultTheme.notice(on({ ...pageView('/'), status: 404 as const })),
    gone: defaultTheme.notice(on({ ...pageView('/'), status: 410 as const })),
  };
  return Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, page.toString()]));
}
