import type { Database } from '../../src/database/database.ts';
import { eq, like } from '../../src/database/drizzle.ts';
import type { TestBlog } from '../support/blog.ts';
import { privateKeysIn } from '../support/private-keys.ts';
import type { Discussion } from '../web/discussing.ts';

/** A secret that is easily found again, where it lies, and where it may be seen: nowhere else. */
export interface Canary {
  name: string;
  /** Every form in which it could be seen. */
  texts: string[];
  /** Where it must be found, so that this is a test of something; `kept`: in the database. */
  found: string[];
  /** Where else it may be. */
  may?: string[];
}

const bird = (name: string): string => `canary-${name}-4e1b`;

export const hookToken = bird('webhook');
export const password = bird('password');
export const reader = '203.0.113.77';

/** Files of the author that hold what is not for everybody, or not yet. */
export const secretFiles: Record<string, string> = {
  'content/posts/draft.md': `---\ntitle: ${bird('draft-title')}\ndraft: true\n---\n\n${bird('draft')}\n`,
  'content/posts/later.md': `---\ntitle: ${bird('later-title')}\ndate: 2199-01-01\n---\n\n${bird('later')}\n`,
  'content/posts/broken.md': `---\ntitle: [\n---\n\n${bird('broken')}\n`,
  'public/.env': bird('dotfile'),
};

const owners = ['command comments', 'held feed'];

/** Puts one into every place where somebody's secret lies. @returns what to look for. */
export async function plant(blog: TestBlog, discussion: Discussion, token: string): Promise<Canary[]> {
  const { database, config } = blog.app;
  const { query, tables } = database;
  const now = new Date();
  await discussion.say('held@stranger.example', 'held', `<p>${bird('held')}</p>`, { state: 'held' });
  await discussion.person('named@stranger.example', { name: bird('name') });
  await discussion.say('named@stranger.example', 'by-name', '<p>Words.</p>', { state: 'held' });
  await discussion.say('mail@stranger.example', 'mail', `<p>${bird('direct')}</p>`, {
    ...{ state: 'held', visibility: 'direct', kind: 'mention' },
  });
  await discussion.say('rude@stranger.example', 'hidden', `<p>${bird('hidden')}</p>`, { state: 'hidden' });
  await discussion.person(`${bird('follower')}@stranger.example`, { name: bird('follower-name') });
  await discussion.say(`${bird('follower')}@stranger.example`, 'gone', '<p>Words.</p>', { state: 'hidden' });
  const [follower] = await query
    .select()
    .from(tables.people)
    .where(like(tables.people.user, bird('follower')));
  if (!follower) throw new Error('Nobody follows.');
  await query.insert(tables.followers).values({
    ...{ account: 'james', person: follower.key, state: 'accepted', since: now },
    follow: `https://stranger.example/${bird('follow')}`,
  });
  await query.insert(tables.blocks).values({
    ...{ name: `${bird('blocked')}.example`, kind: 'domain', since: now, why: bird('why') },
  });
  const one = { topic: '/feed.xml', host: 'reader.example', digest: '', made: now };
  await query.insert(tables.subscriptions).values({
    ...{ ...one, expires: new Date(now.getTime() + 86_400_000) },
    ...{ callback: `https://reader.example/${bird('callback')}`, secret: bird('subscriber') },
  });
  return [
    { name: 'private keys', texts: await privateKeysIn(database), found: ['kept'] },
    { name: 'what the address of the held feed is made of', texts: await heldSecret(database), found: ['kept'] },
    { name: 'the address of the held feed', texts: [token], found: ['command comments feed'] },
    { name: 'the password of the database', texts: [password], found: [] },
    {
      name: 'the address and the secret of a feed reader',
      texts: [bird('callback'), bird('subscriber'), bird('asked-callback'), bird('asked-secret')],
      found: ['kept'],
    },
    { name: 'the address of the webhook', texts: [hookToken], found: [] },
    { name: 'the text of a draft', texts: [bird('draft')], found: [] },
    { name: 'the title of a draft', texts: [bird('draft-title')], found: ['command list'], may: ['command plan'] },
    { name: 'the text of a scheduled post', texts: [bird('later')], found: [], may: ['kept'] },
    {
      name: 'the title of a scheduled post',
      texts: [bird('later-title')],
      found: ['command list'],
      may: ['kept', 'command plan'],
    },
    { name: 'the text of a file that cannot be read', texts: [bird('broken')], found: [] },
    { name: 'a hidden file', texts: [bird('dotfile')], found: [] },
    { name: 'a comment that waits', texts: [bird('held')], found: ['kept', ...owners], may: ['command people'] },
    {
      name: 'the name of somebody whose comment waits',
      texts: [bird('name')],
      found: ['kept', ...owners],
      may: ['command people'],
    },
    { name: 'a direct message', texts: [bird('direct')], found: ['kept', ...owners] },
    { name: 'a comment that is hidden', texts: [bird('hidden')], found: ['kept', 'command comments'] },
    {
      name: 'who follows',
      texts: [bird('follower'), bird('follower-name'), bird('follow')],
      found: ['kept', 'command followers'],
      may: ['command comments', 'command people', 'command deliveries'],
    },
    { name: 'who is blocked, and why', texts: [bird('blocked'), bird('why')], found: ['kept', 'command block'] },
    {
      name: 'what a reader reports, and how to reach them',
      texts: [bird('report'), bird('reach')],
      found: ['kept', 'held feed', 'command reports'],
    },
    { name: 'the handle that a reader types', texts: [bird('visitor')], found: ['answers to what was typed'] },
    { name: 'the address of a reader', texts: [reader], found: [] },
    { name: 'the browser of a reader', texts: [bird('agent'), bird('referer'), bird('cookie')], found: [] },
    { name: 'what stands behind a question mark', texts: [bird('query')], found: [] },
    { name: 'what is sent to an inbox and refused', texts: [bird('activity'), bird('signature')], found: [] },
    { name: 'what the database was asked with', texts: [bird('parameter')], found: [] },
    { name: 'where and when a picture was taken', texts: ['secret owner'], found: [] },
    {
      name: 'where the blog lies',
      texts: [config.site.folder],
      found: ['command config'],
      may: ['command publish', 'command list', 'command plan', 'command serve', 'log'],
    },
  ];
}

export const said = {
  report: `${bird('report')}`,
  reach: `${bird('reach')}`,
  visitor: `@${bird('visitor')}@localhost`,
  query: bird('query'),
  callback: `https://reader.example/${bird('asked-callback')}`,
  secret: bird('asked-secret'),
  activity: bird('activity'),
  parameter: bird('parameter'),
  /** Of every request of this reader. */
  headers: {
    'x-forwarded-for': reader,
    'user-agent': bird('agent'),
    referer: `https://elsewhere.example/${bird('referer')}`,
    cookie: `session=${bird('cookie')}`,
  },
  signature: `keyId="https://stranger.example/${bird('signature')}",headers="(request-target) host date digest",signature="${Buffer.from(bird('signature')).toString('base64')}"`,
};

async function heldSecret({ query, tables }: Database): Promise<string[]> {
  const rows = await query.select().from(tables.settings).where(eq(tables.settings.name, 'held-feed'));
  return rows.map(({ value }) => value);
}

/** Every row of a database as text. */
export async function dump({ query, tables }: Database): Promise<string> {
  const rows = await Promise.all(Object.values(tables).map((table) => query.select().from(table)));
  return JSON.stringify(rows);
}
