/** Beginning of a file's path → the tests nearest to it. The first that fits counts: what is longer stands before what is shorter. */
const near: readonly (readonly [path: string, tests: readonly string[]])[] = [
  ['src/federation/gate/proxies', ['test/web/limits.test.ts']],
  [
    'src/federation/gate/',
    [
      'test/gate/pass.test.ts',
      'test/gate/{again,honest,rate,size,trouble}.test.ts',
      'test/fuzz/json.test.ts',
      'test/fuzz/signature-lines.test.ts',
    ],
  ],
  ['src/federation/websub/', ['test/federation/websub/*.test.ts', 'test/config/hub.test.ts']],
  ['src/web/hub.ts', ['test/web/hub.test.ts']],
  ['src/federation/inbox/remote-key', ['test/federation/keyring.test.ts']],
  ['src/federation/inbox/ke', ['test/federation/keyring.test.ts']],
  ['src/federation/inbox/verify', ['test/federation/verify.test.ts', 'test/federation/rotation.test.ts']],
  ['src/federation/inbox/prove', ['test/gate/*.test.ts', 'test/federation/verify.test.ts']],
  ['src/federation/inbox/trouble', ['test/gate/trouble.test.ts']],
  ['src/federation/inbox/unreadable', ['test/gate/trouble.test.ts']],
  [
    'src/federation/inbox/inbox.ts',
    ['test/gate/{again,honest,rate,size,trouble}.test.ts', 'test/federation/talk/passed-on.test.ts'],
  ],
  ['src/federation/inbox/received', ['test/federation/received.test.ts', 'test/gate/again.test.ts']],
  ['src/federation/inbox/hearsay', ['test/federation/inbox/hearsay.test.ts', 'test/federation/talk/passed-on.test.ts']],
  ['src/federation/inbox/quote', ['test/federation/quotes/quotes.test.ts']],
  ['src/federation/inbox/move', ['test/federation/people/people.test.ts', 'test/federation/talk/moved.test.ts']],
  ['src/federation/inbox/flag', ['test/federation/inbox/flag.test.ts']],
  [
    'src/federation/inbox/follow',
    ['test/federation/inbox/handlers.test.ts', 'test/federation/talk/{authority,moved}.test.ts'],
  ],
  ['src/federation/inbox/stop', ['test/gate/rate.test.ts']],
  [
    'src/federation/inbox/',
    [
      'test/federation/talk/{authority,taken-in,judged}.test.ts',
      'test/federation/inbox/handlers.test.ts',
      'test/federation/quotes/quotes.test.ts',
      'test/federation/talk/{too-many,any-order}.test.ts',
    ],
  ],
  [
    'src/federation/talk/climb',
    ['test/federation/talk/{climb,judged,too-many}.test.ts', 'test/federation/talk/strange-names.test.ts'],
  ],
  ['src/federation/talk/crowd', ['test/federation/talk/too-many.test.ts']],
  ['src/federation/talk/waiting', ['test/federation/talk/{climb,judged,too-many}.test.ts']],
  [
    'src/federation/talk/places',
    ['test/federation/talk/{taken-in,judged,strange-names}.test.ts', 'test/federation/threads/adopted.test.ts'],
  ],
  ['src/federation/talk/judging', ['test/federation/talk/judged.test.ts', 'test/federation/quotes/quotes.test.ts']],
  [
    'src/federation/talk/',
    [
      'test/federation/talk/{judged,taken-in,strange-names}.test.ts',
      'test/federation/quotes/quotes.test.ts',
      'test/federation/talk/too-many.test.ts',
    ],
  ],
  ['src/federation/remarks/', ['test/federation/remarks/read-*.test.ts', 'test/federation/remarks/servers.test.ts']],
  ['src/federation/quotes/', ['test/federation/quotes/*.test.ts']],
  ['src/federation/reports/', ['test/federation/inbox/flag.test.ts', 'test/commands/reports.test.ts']],
  ['src/federation/people/read-person', ['test/federation/people/read-person.test.ts']],
  ['src/federation/people/', ['test/federation/people/*.test.ts', 'test/federation/talk/moved.test.ts']],
  ['src/federation/recheck/', ['test/federation/recheck.test.ts']],
  ['src/federation/threads/', ['test/federation/threads/{adopted,below}.test.ts']],
  ['src/federation/budget', ['test/federation/budget.test.ts']],
  ['src/federation/blocks/hashed', ['test/federation/erased-list.test.ts']],
  ['src/federation/blocks', ['test/federation/blocks.test.ts']],
  ['src/federation/spelling', ['test/federation/blocks.test.ts']],
  ['src/federation/receive.ts', ['test/negative/right.test.ts', 'test/federation/talk/moved.test.ts']],
  [
    'src/federation/guard/',
    ['test/federation/judge.test.ts', 'test/federation/guard.test.ts', 'test/federation/guard/*.test.ts'],
  ],
  ['src/federation/webfinger/export', ['test/federation/export.test.ts']],
  ['src/federation/webfinger/loop', ['test/federation/loop.test.ts']],
  ['src/federation/webfinger/check-jrd', ['test/federation/check-jrd.test.ts', 'test/federation/elsewhere.test.ts']],
  ['src/federation/webfinger/finger', ['test/federation/finger.test.ts', 'test/federation/elsewhere.test.ts']],
  ['src/federation/webfinger/elsewhere', ['test/federation/elsewhere.test.ts']],
  ['src/federation/webfinger/remote', ['test/federation/elsewhere.test.ts']],
  ['src/federation/webfinger/jrd', ['test/federation/webfinger.test.ts', 'test/federation/actor.test.ts']],
  ['src/federation/webfinger/', ['test/federation/{webfinger,elsewhere}.test.ts', 'test/fuzz/webfinger.test.ts']],
  ['src/federation/load/refused', ['test/federation/talk/passed-on.test.ts', 'test/federation/recheck.test.ts']],
  ['src/federation/sign', ['test/federation/{verify,deliver,rotation}.test.ts', 'test/federation/elsewhere.test.ts']],
  ['src/federation/load', ['test/federation/{load,turns}.test.ts']],
  ['src/federation/read-json', ['test/federation/load.test.ts', 'test/federation/elsewhere.test.ts']],
  ['src/federation/routes', ['test/federation/{routes,actor}.test.ts']],
  ['src/federation/accept', ['test/federation/accept.test.ts']],
  ['src/federation/contexts', ['test/federation/load.test.ts']],
  ['src/federation/markup', ['test/federation/owners/pure.test.ts', 'test/federation/threads/find.test.ts']],
  ['src/federation/owners/deciding', ['test/federation/owners/journey.test.ts', 'test/negative/negative.test.ts']],
  ['src/federation/owners/let-in', ['test/federation/owners/journey.test.ts']],
  [
    'src/federation/owners/',
    ['test/federation/owners/{pure,prove,notice}.test.ts', 'test/federation/owners/owners.test.ts'],
  ],
  ['src/federation/portraits/', ['test/federation/portraits/*.test.ts']],
  ['src/federation/erase/', ['test/federation/erased-list.test.ts', 'test/federation/erasure.test.ts']],
  [
    'src/conversation/clean',
    [
      'test/conversation/clean.test.ts',
      'test/conversation/clean-anything.test.ts',
      'test/conversation/clean-corpora.test.ts',
    ],
  ],
  ['src/conversation/retention', ['test/conversation/{erase,retention}.test.ts']],
  ['src/conversation/judge', ['test/conversation/judge*.test.ts']],
  ['src/conversation/moderation', ['test/conversation/{words,texts,judge,owner-word}.test.ts']],
  ['src/conversation/count-links', ['test/conversation/clean.test.ts']],
  [
    'src/conversation/erase/',
    ['test/conversation/{erase,desk}.test.ts', 'test/federation/{erased-list,answers/answers,erasure}.test.ts'],
  ],
  ['src/conversation/desk/feed-key', ['test/conversation/feed-key.test.ts']],
  ['src/conversation/desk/', ['test/conversation/desk.test.ts']],
  ['src/conversation/plain', ['test/conversation/clean*.test.ts', 'test/federation/remarks/read-remark.test.ts']],
  ['src/conversation/report.ts', ['test/web/privacy.test.ts', 'test/conversation/kept.test.ts']],
  ['src/conversation/thread-elsewhere', ['test/federation/threads/adopted.test.ts', 'test/web/interact.test.ts']],
  ['src/conversation/remarks.ts', ['test/conversation/*.test.ts', 'test/federation/owners/telling.test.ts']],
  ['src/conversation/', ['test/conversation/*.test.ts']],
  ['src/html.ts', ['test/html.test.ts']],
  ['src/feeds/', ['test/feeds/{strange-text,well-formed,item}.test.ts', 'test/web/comment-feeds.test.ts']],
  ['src/theme/', ['test/theme/*.test.ts']],
  ['src/content/', ['test/content/markdown*.test.ts']],
  ['src/media/', ['test/media/*.test.ts']],
  ['src/web/read-body', ['test/gate/size.test.ts']],
  ['src/web/inboxes', ['test/gate/size.test.ts']],
  ['src/web/fediverse', ['test/web/send-file.test.ts', 'test/gate/honest.test.ts', 'test/web/limits.test.ts']],
  ['src/web/headers', ['test/web/headers.test.ts', 'test/web/media.test.ts']],
  ['src/web/server', ['test/web/headers.test.ts', 'test/web/limits.test.ts', 'test/web/listener.test.ts']],
  ['src/web/interact', ['test/web/interact.test.ts', 'test/web/headers.test.ts']],
  ['src/web/report', ['test/web/{privacy,interact}.test.ts', 'test/web/headers.test.ts']],
  ['src/web/forms', ['test/web/{privacy,interact}.test.ts', 'test/web/limits.test.ts']],
  [
    'src/web/held-feed',
    ['test/web/comment-feeds.test.ts', 'test/federation/owners/journey.test.ts', 'test/web/headers.test.ts'],
  ],
  ['src/web/file-routes', ['test/web/{media,faces}.test.ts', 'test/web/headers.test.ts']],
  ['src/web/public-files', ['test/web/{send-file,public-files}.test.ts']],
  ['src/web/send-file', ['test/web/{send-file,media,public-files,range}.test.ts']],
  ['src/web/range', ['test/web/range.test.ts']],
  ['src/web/refuse', ['test/web/listener.test.ts', 'test/web/headers.test.ts', 'test/web/limits.test.ts']],
  ['src/web/page-routes', ['test/web/{pages,memory,replies}.test.ts']],
  ['src/web/bodies', ['test/web/{bodies,ready}.test.ts']],
  ['src/web/thread-pages', ['test/web/thread-pages.test.ts']],
  ['src/web/replies', ['test/web/replies.test.ts']],
  ['src/web/security-text', ['test/web/security-text.test.ts']],
  ['src/web/limits', ['test/web/limits.test.ts']],
  ['src/web/connections', ['test/web/limits.test.ts']],
  ['src/web/requests', ['test/web/limits.test.ts', 'test/web/listener.test.ts']],
  ['src/web/room', ['test/web/{limits,memory}.test.ts']],
  ['src/web/listener', ['test/web/listener.test.ts', 'test/web/limits.test.ts']],
  [
    'src/web/',
    [
      'test/web/{body,bodies,feeds,headers,limits,listener,media,pages,privacy,public-files,range,replies,security-text,comment-feeds}.test.ts',
    ],
  ],
];

/** What comes in, from the request to the database. */
const taken = [
  'test/federation/inbox/*.test.ts',
  'test/federation/talk/{authority,taken-in,judged,passed-on,climb,moved,strange-names}.test.ts',
  'test/federation/{quotes,people,threads}/*.test.ts',
  'test/federation/{blocks,following,recheck,stranger,received,received-json,erasure}.test.ts',
  'test/federation/talk/{too-many,any-order}.test.ts',
  'test/federation/owners/*.test.ts',
  'test/federation/{written-formats,whole-blog,talk/whole-blog}.test.ts',
  'test/negative/{right,negative}.test.ts',
];

/** What readers see. */
const seen = [
  'test/web/{replies,comment-feeds,faces,privacy,pages,feeds,media}.test.ts',
  'test/theme/*.test.ts',
  'test/conversation/*.test.ts',
];

/** Where the nearest do not notice: in this order. */
const far: Readonly<Record<string, readonly string[]>> = {
  gate: ['test/negative/negative.test.ts', 'test/web/listener.test.ts', ...taken],
  listeners: [...taken, 'test/gate/*.test.ts', ...seen],
  sanitiser: [...seen, 'test/feeds/*.test.ts', 'test/federation/remarks/*.test.ts', 'test/federation/owners/*.test.ts'],
  webfinger: [
    'test/federation/{owners,interact}/*.test.ts',
    'test/commands/webfinger.test.ts',
    'test/negative/negative.test.ts',
  ],
  guard: [
    'test/federation/{load,deliver,private-addresses,webfinger,elsewhere}.test.ts',
    'test/negative/negative.test.ts',
  ],
  fences: ['test/federation/{keyring,verify,deliver,captures,stranger}.test.ts', ...taken],
  judge: ['test/conversation/*.test.ts', ...taken, ...seen],
  privacy: ['test/conversation/*.test.ts', 'test/federation/{erasure,erased-list,recheck}.test.ts', ...seen, ...taken],
  web: ['test/web/*.test.ts', 'test/gate/*.test.ts', 'test/journey.test.ts', 'test/negative/negative.test.ts'],
};

/** The tests that are to notice first. */
export function nearTests(file: string): readonly string[] {
  return near.find(([path]) => file.startsWith(path))?.[1] ?? [];
}

/** The tests of all of its group. */
export function farTests(group: string): readonly string[] {
  return far[group] ?? [];
}

/** All of these lists. */
export const lists: readonly string[] = [
  ...new Set([...near.flatMap(([, tests]) => tests), ...Object.values(far).flat()]),
];
