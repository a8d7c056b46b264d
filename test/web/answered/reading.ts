import { answers, type Case, feed, file, forever, type Lines, medium, rest, to, varies } from './lines.ts';

/** Addresses that are known once the blog runs. */
export type Places = Record<'token' | 'small' | 'card' | 'css' | 'film' | 'pdf' | 'csv', string> & { reply: number };

/** What is only read. */
export function readCases({ reply, token, small, card, css, film: video, pdf, csv }: Places): Case[] {
  const list = (route: string, path: string, lines: Lines = answers.page): Case => ({ route, path, lines });
  const feeds: Case[] = [
    ...['/feed.xml', '/rss.xml', '/index.xml', '/index.rss', '/feed', '/feed/', '/rss', '/rss/'].map((path) =>
      list(`GET ${path}`, path, feed('application/rss+xml', '/feed.xml')),
    ),
    ...['/atom.xml', '/feed.atom'].map((path) => list(`GET ${path}`, path, feed('application/atom+xml', '/atom.xml'))),
    list('GET /feed.json', '/feed.json', feed('application/feed+json', '/feed.json')),
    ...['/tags/:slug', '/series/:slug', '/languages/:slug', '/@:user'].flatMap((route) => {
      const slugs: Lines = { '/series/:slug': 'walk', '/languages/:slug': 'en' };
      const path = route.replace(':slug', slugs[route] ?? 'trees').replace(':user', 'james');
      return [
        list(`GET ${route}/feed.xml`, `${path}/feed.xml`, feed('application/rss+xml', `${path}/feed.xml`)),
        list(`GET ${route}/atom.xml`, `${path}/atom.xml`, feed('application/atom+xml', `${path}/atom.xml`)),
        list(`GET ${route}/feed.json`, `${path}/feed.json`, feed('application/feed+json', `${path}/feed.json`)),
      ];
    }),
    list('GET /feed.xml', '/feed.xml?page=2', feed('application/rss+xml', '/feed.xml?page=2')),
  ];
  const comments = (path: string): Lines => ({
    ...feed('application/rss+xml', path),
    'cache-control': 'public, max-age=900, s-maxage=0',
  });
  return [
    ...feeds,
    list('GET /', '/', answers.post),
    list('GET /page/:page', '/page/2'),
    list('GET /archive', '/archive'),
    list('GET /archive/:year(^\\d{4}$)', '/archive/2026'),
    list('GET /tags/:slug', '/tags/trees'),
    list('GET /tags/:slug/page/:page', '/tags/trees/page/2'),
    list('GET /series/:slug', '/series/walk'),
    list('GET /languages/:slug', '/languages/en'),
    list('GET /languages/:slug/page/:page', '/languages/en/page/2'),
    list('GET /subscribe', '/subscribe'),
    list('GET /blogroll.opml', '/blogroll.opml', {
      ...answers.page,
      'content-type': 'text/xml; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
    }),
    list(rest, '/blogroll'),
    list(rest, '/imprint'),
    { route: rest, path: '/imprint/', status: 301, lines: to('/imprint') },
    list('GET /@:user', '/@james', answers.post),
    list('GET /@:user/page/:page', '/@james/page/2'),
    ...[
      ['/page/:page', '/page/2'],
      ['/archive', '/archive'],
      ['/archive/:year(^\\d{4}$)', '/archive/2026'],
      ['/tags/:slug', '/tags/trees'],
      ['/tags/:slug/page/:page', '/tags/trees/page/2'],
      ['/series/:slug', '/series/walk'],
      ['/languages/:slug', '/languages/en'],
      ['/languages/:slug/page/:page', '/languages/en/page/2'],
      ['/subscribe', '/subscribe'],
      ['/@:user', '/@james'],
      ['/@:user/page/:page', '/@james/page/2'],
    ].map(([route, path = '']) => ({ route: `GET ${route}/`, path: `${path}/`, status: 301, lines: to(path) })),
    list('GET /comments/feed.xml', '/comments/feed.xml', comments('/comments/feed.xml')),
    list(rest, '/posts/hello/comments.xml', comments('/posts/hello/comments.xml')),
    list(rest, '/posts/hello', answers.post),
    list(rest, '/posts/hello?replies=2', answers.post),
    {
      route: rest,
      path: `/posts/hello?reply=${reply}`,
      status: 302,
      lines: { 'cache-control': 'no-cache', location: `https://blog.example.com/posts/hello#reply-${reply}` },
    },
    list(rest, '/about', answers.post),
    list(rest, '/privacy'),
    { route: rest, path: '/old', status: 301, lines: to('/posts/hello') },
    { route: rest, path: '/posts/hello/', status: 301, lines: to('/posts/hello') },
    { route: rest, path: '/old/comments.xml', status: 301, lines: to('/posts/hello/comments.xml') },
    ...[
      '/posts/draft',
      '/posts/later',
      '/nowhere',
      '/%',
      '/%00',
      '/a%2fb',
      '/..%2f..%2fetc/passwd',
      '/page/0',
      '/tags/none',
      '/@nobody',
      '/.git/config',
      '/postern.yaml',
      '/data/postern.db',
      `/${'x/'.repeat(500)}`,
    ].map((path) => ({ route: rest, path, status: 404, lines: answers.notice })),
    { route: rest, path: '/own.txt', lines: file('text/plain; charset=utf-8'), policy: 'file' },
    { route: rest, path: '/own.html', lines: file('text/html; charset=utf-8'), policy: 'file' },
    { route: rest, path: '/own.svg', lines: file('image/svg+xml'), policy: 'file' },
    { route: rest, path: '/own.mp4', lines: file('video/mp4'), policy: 'film' },
    { route: rest, path: '/own.bin', lines: file('application/octet-stream'), policy: 'file' },
    {
      route: rest,
      path: '/own.txt',
      status: 206,
      headers: { range: 'bytes=0-0' },
      lines: file('text/plain; charset=utf-8', { 'content-range': 'bytes 0-0/3' }),
      policy: 'file',
    },
    {
      route: rest,
      path: '/own.txt',
      status: 416,
      headers: { range: 'bytes=9-' },
      lines: file('text/plain; charset=utf-8', { 'cache-control': 'no-store', 'content-range': 'bytes */3' }),
      policy: 'file',
    },
    list(`GET ${css}`, css, { 'content-type': 'text/css; charset=utf-8', ...varies, 'cache-control': forever }),
    list('GET /icon.svg', '/icon.svg', {
      'content-type': 'image/svg+xml',
      ...varies,
      'cache-control': 'public, max-age=86400',
    }),
    { route: 'GET /media/:hash/:name', path: video, lines: file('video/mp4', medium), policy: 'film' },
    { route: 'GET /media/:hash/:name', path: pdf, lines: file('application/pdf', medium), policy: 'pdf' },
    {
      route: 'GET /media/:hash/:name',
      path: csv,
      lines: file('text/csv', { ...medium, 'content-disposition': 'attachment' }),
      policy: 'file',
    },
    {
      route: 'GET /media/:hash/:name',
      path: small,
      lines: {
        'content-type': 'image/webp',
        ...varies,
        'cache-control': 'private, max-age=604800, immutable',
        'cross-origin-resource-policy': 'same-origin',
      },
      policy: 'file',
    },
    { route: 'GET /media/:hash/:name', path: `/media/${'a'.repeat(32)}/none.jpg`, status: 404, lines: answers.notice },
    {
      route: 'GET /cards/:file',
      path: card,
      lines: { 'content-type': 'image/png', ...varies, ...medium },
      policy: 'file',
    },
    { route: 'GET /cards/:file', path: `/cards/hello-${'a'.repeat(16)}.png`, status: 404, lines: answers.notice },
    list('GET /search', '/search', answers.form),
    list('GET /search', '/search?q=hello', answers.form),
    { route: 'GET /search/', path: '/search/?q=hello', status: 301, lines: to('/search?q=hello') },
    list('GET /opensearch.xml', '/opensearch.xml', {
      ...answers.text,
      'content-type': 'application/opensearchdescription+xml; charset=utf-8',
    }),
    list('GET /robots.txt', '/robots.txt', answers.text),
    list('GET /.well-known/security.txt', '/.well-known/security.txt', answers.text),
    list('GET /sitemap.xml', '/sitemap.xml', { ...answers.text, 'content-type': 'application/xml; charset=utf-8' }),
    list('GET /healthz', '/healthz', answers.health),
    list('GET /readyz', '/readyz', answers.health),
    {
      route: 'GET /held/:file',
      path: `/held/${token}.xml`,
      lines: {
        'content-type': 'application/atom+xml; charset=utf-8',
        'cache-control': 'private, no-store',
        'x-robots-tag': 'noindex',
        'referrer-policy': 'no-referrer',
      },
    },
    { route: 'GET /held/:file', path: `/held/${'a'.repeat(43)}.xml`, status: 404, lines: answers.notice },
  ];
}
