import { answers, type Case, type Lines, open, rest, to } from './lines.ts';

const json = { accept: 'application/activity+json' };

/** What federation answers, by the patterns of its own table. */
export function federationCases(): Case[] {
  const actor = '^\\/ap\\/actors\\/([^/]+)$';
  const collection = '^\\/ap\\/actors\\/([^/]+)\\/([a-z]+)$';
  const post = '^\\/ap\\/posts\\/([^/]+)(?:\\/([2-9]|[1-9]\\d{1,8}))?(?:\\/(create|replies|context|likes|shares))?$';
  const good = (route: string, path: string, lines: Lines = answers.activity): Case => ({ route, path, lines });
  const none = (route: string, path: string): Case => ({ route, path, status: 404, lines: answers.apart });
  const jrd = { ...answers.activity, 'content-type': 'application/jrd+json' };
  const finger = '/.well-known/webfinger?resource=';
  const seeOther = {
    'content-type': 'text/plain; charset=utf-8',
    vary: 'Accept, Accept-Encoding',
    ...open,
    'cache-control': 'private, no-store',
  };
  return [
    good('^\\/\\.well-known\\/webfinger$', `${finger}acct:james@blog.example.com`, {
      ...jrd,
      'cache-control': 'public, max-age=300',
    }),
    none('^\\/\\.well-known\\/webfinger$', `${finger}acct:nobody@blog.example.com`),
    { route: '^\\/\\.well-known\\/webfinger$', path: '/.well-known/webfinger', status: 400, lines: answers.apart },
    good('^\\/\\.well-known\\/nodeinfo$', '/.well-known/nodeinfo', {
      ...answers.activity,
      'content-type': 'application/json',
    }),
    good('^\\/\\.well-known\\/host-meta$', '/.well-known/host-meta', {
      ...answers.activity,
      'content-type': 'application/xrd+xml; charset=utf-8',
      'cache-control': 'public, max-age=3600',
    }),
    good('^\\/nodeinfo\\/2\\.1$', '/nodeinfo/2.1', {
      ...answers.activity,
      'content-type': 'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"',
    }),
    { route: '^\\/ap\\/inbox$', path: '/ap/inbox', status: 405, lines: { ...answers.apart, allow: 'POST' } },
    good(actor, '/ap/actors/james'),
    none(actor, '/ap/actors/nobody'),
    ...['outbox', 'outbox?page=1', 'followers', 'following', 'featured', 'tags'].map((name) =>
      good(collection, `/ap/actors/james/${name}`),
    ),
    none(collection, '/ap/actors/james/keys'),
    { route: collection, path: '/ap/actors/james/inbox', status: 405, lines: { ...answers.apart, allow: 'POST' } },
    ...['', '/create', '/replies', '/context', '/likes', '/shares'].map((part) => good(post, `/ap/posts/hello${part}`)),
    ...['draft', 'later', 'nothing'].map((id) => none(post, `/ap/posts/${id}`)),
    none('^\\/ap\\/quotes\\/([\\da-f]{32})$', `/ap/quotes/${'a'.repeat(32)}`),
    none('^\\/ap\\/notes\\/([^/]+)(?:\\/(create|replies))?$', '/ap/notes/none'),
    none('^\\/ap(?:\\/.*)?$', '/ap/none'),
    { route: rest, path: '/posts/hello', headers: json, status: 303, lines: to('/ap/posts/hello', seeOther) },
    { route: 'GET /', path: '/', headers: json, status: 303, lines: to('/ap/actors/james', seeOther) },
    { route: 'GET /@:user', path: '/@james', headers: json, status: 303, lines: to('/ap/actors/james', seeOther) },
  ];
}
