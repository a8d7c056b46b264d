import { parseFeed } from 'feedsmith';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFeedKey } from '../../../src/conversation/desk/feed-key.ts';
import { listRemarks } from '../../../src/conversation/desk/list.ts';
import { eq } from '../../../src/database/drizzle.ts';
import { startBlog, type TestBlog } from '../../support/blog.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { type Json, type Stranger, type StrangerUser, startStranger } from '../../support/stranger.ts';
import { until } from '../../support/until.ts';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';

/** A field of a profile, as Mastodon writes it. */
const field = (address: string): Json => ({
  type: 'PropertyValue',
  name: 'Blog',
  value: `<a href="${address}" target="_blank" rel="nofollow noopener noreferrer me" translate="no"><span class="invisible">http://</span><span class="">blog</span></a>`,
});

let clock: TestClock;
let home: Stranger;
let strangers: Stranger;
let blog: TestBlog;
let origin: string;
/** The author's own account, one that is named and proves nothing, and one that is not named. */
let makkes: StrangerUser;
let unproven: StrangerUser;
let lookalike: StrangerUser;
const profile: Json = {};
const otherProfile: Json = {};
const impostor: Json = { name: 'Makkes (Author)', discoverable: true, indexable: true };

beforeAll(async () => {
  clock = createTestClock('2026-11-21T12:00:00Z');
  [home, strangers] = await Promise.all([startStranger({ now: clock.now }), startStranger({ now: clock.now })]);
  Object.assign(profile, { discoverable: true, indexable: true });
  makkes = home.addUser('makkes', { document: profile });
  unproven = home.addUser('other', { document: otherProfile });
  lookalike = strangers.addUser('makkes', { document: impostor });
  blog = await startBlog(
    {
      'postern.yaml':
        `url: http://localhost\ntitle: Notes\naccounts:\n  - handle: james\n` +
        `owners: ["@makkes@${home.host}", "@other@${home.host}"]\n`,
      'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n',
    },
    { clock, reachable: true },
  );
  origin = blog.app.config.site.origin;
  impostor.attachment = [field(`${origin}/`)];
  profile.attachment = [{ type: 'PropertyValue', name: 'Pronouns', value: 'he' }, field(`${origin}/`)];
  // It may have been looked at before its profile was written.
  await lookAgain(async () => (await isProven()) && (await owners()).length === 2);
});
afterAll(async () => {
  await blog.dispose();
  await Promise.all([home.close(), strangers.close()]);
});

async function owners() {
  const { query, tables } = blog.app.database;
  return query.select().from(tables.owners).orderBy(tables.owners.handle);
}

const isProven = async () => (await owners()).some(({ proven }) => proven !== null);

/** Has the profiles looked at, as happens by itself later, until it shows. */
async function lookAgain(isSo: () => Promise<boolean>): Promise<void> {
  const { query, tables } = blog.app.database;
  await until(async () => {
    await query.update(tables.jobs).set({ due: clock.now() }).where(eq(tables.jobs.kind, 'owner'));
    await later(35_000);
    return isSo();
  });
}

/** Lets time pass, and what falls due then be done. */
async function later(milliseconds: number): Promise<void> {
  await clock.advance(milliseconds);
  await new Promise((resolve) => setTimeout(resolve, 20));
}

let counter = 0;

/** Says something about the post, or in answer to something. */
async function say(by: StrangerUser, text: string, own: Json = {}, from = strangers): Promise<string> {
  counter += 1;
  const id = `${from.origin}/notes/${counter}`;
  const note = {
    ...{ id, type: 'Note', attributedTo: by.id, to: [everybody], content: `<p>${text}</p>` },
    ...{ inReplyTo: `${origin}/ap/posts/hello`, published: clock.now().toISOString(), ...own },
  };
  const activity = from.activity('Create', note, { by, own: { to: note.to } });
  expect(await from.deliver(`${origin}/ap/inbox`, activity, { by })).toMatchObject({ status: 202 });
  return id;
}

async function send(type: string, object: unknown, by: StrangerUser, from = home): Promise<Json> {
  const activity = from.activity(type, object, { by });
  expect(await from.deliver(`${origin}/ap/inbox`, activity, { by })).toMatchObject({ status: 202 });
  return activity;
}

async function states(): Promise<Record<string, string>> {
  const rows = await listRemarks(blog.app.database, {});
  return Object.fromEntries(rows.map(({ uri, state }) => [uri, state]));
}

async function page(): Promise<string> {
  // Servers look at what changed once a second.
  await later(2000);
  return blog.text('/posts/hello');
}

/** The messages that came to the owner, after what waits to be told was told. */
async function messages(): Promise<Json[]> {
  return home.inbox
    .filter(({ user, activity, verified }) => user === 'makkes' && activity.type === 'Create' && verified)
    .map(({ activity }) => activity);
}
async function nextMessage(): Promise<{ activity: Json; note: Json & { id: string; content: string } }> {
  const before = (await messages()).length;
  await until(async () => {
    await later(35_000);
    return (await messages()).length > before;
  });
  const activity = (await messages()).at(-1) ?? {};
  return { activity, note: activity.object as Json & { id: string; content: string } };
}

/** A person of whom nothing was approved. */
const somebody = (): StrangerUser => {
  counter += 1;
  return strangers.addUser(`stranger${counter}`);
};

async function answer(text: string, to: string, by = makkes, from = home): Promise<string> {
  const tag = [{ type: 'Mention', href: `${origin}/ap/actors/james`, name: '@james' }];
  return say(by, text, { inReplyTo: to, to: [`${origin}/ap/actors/james`], tag }, from);
}

describe('the author’s desk in Mastodon', () => {
  it('believes who links back by rel=me, and nobody else who is named', async () => {
    expect((await owners()).map(({ actor, proven, why }) => [actor, proven !== null, why === null])).toEqual([
      [makkes.id, true, true],
      [unproven.id, false, false],
    ]);
    const problems = (await blog.app.problems()).filter(({ what }) => what.includes('`owners`'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      what: expect.stringContaining('@other@'),
      mend: expect.stringContaining(origin),
    });
    expect(await blog.text('/')).toContain(`<link rel="me" href="https://${home.host}/@makkes">`);
    expect(await blog.text('/@james')).toContain(`<link rel="me" href="https://${home.host}/@makkes">`);
  });

  it('tells by a direct message what waits, and a star shows it: two taps', async () => {
    const eve = somebody();
    const id = await say(eve, 'I <b>liked</b> it, @you@victim.example https://evil.example/x');
    expect(await page()).not.toContain('liked');
    const { activity, note } = await nextMessage();
    expect(activity).toMatchObject({ actor: `${origin}/ap/actors/james`, to: [makkes.id], cc: [] });
    expect(note).toMatchObject({
      ...{ type: 'Note', to: [makkes.id], cc: [], attributedTo: `${origin}/ap/actors/james` },
      tag: [{ type: 'Mention', href: makkes.id, name: `@makkes@${home.host}` }],
    });
    expect(note.content).toContain('“Hello”');
    expect(note.content).toContain(`@\u200b${eve.name}@\u200b${strangers.host}`);
    expect(note.content).toContain('I liked it, @\u200byou@\u200bvictim.example https:\u200b//evil.example/x');
    expect(note.content).toContain('You have not approved anything of this person yet.');
    expect(note.content).toContain('Like this message');
    // One mention, of the owner, and one link, to the original.
    expect([...note.content.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      `${home.origin}/@makkes`,
      id,
    ]);
    expect((await blog.get(new URL(note.id).pathname, { accept: 'application/activity+json' })).status).toBe(404);

    const like = await send('Like', note.id, makkes);
    expect((await states())[id]).toBe('shown');
    expect(await page()).toContain('liked');
    const [row] = await listRemarks(blog.app.database, { states: ['shown'] });
    expect(row?.decided).toMatchObject({ state: 'shown', by: makkes.id, why: 'liked' });

    await send('Undo', like, makkes);
    expect((await states())[id]).toBe('held');
    expect(await page()).not.toContain('liked it');
    const again = await send('Like', note.id, makkes);
    expect((await states())[id]).toBe('shown');
    await send('Undo', again.id, makkes);
    expect((await states())[id]).toBe('held');
    // With these nobody says yes.
    for (const content of ['👎', '👎🏿', '😡', '🤔', ':no:']) {
      const against = home.activity('Like', note.id, { by: makkes, own: { content } });
      await home.deliver(`${origin}/ap/inbox`, against, { by: makkes });
      expect((await states())[id], content).toBe('held');
    }
    // One that comes after its own end is none.
    const late = home.activity('Like', note.id, { by: makkes });
    await send('Undo', late, makkes);
    await home.deliver(`${origin}/ap/inbox`, late, { by: makkes });
    expect((await states())[id]).toBe('held');
    // Once more is decided, the end of a like takes nothing back, and a like shows nothing that was hidden.
    const last = await send('Like', note.id, makkes);
    await answer('ok', note.id);
    await answer('hide', note.id);
    await send('Undo', last, makkes);
    await send('Like', note.id, makkes);
    expect((await states())[id]).toBe('hidden');
    await answer('ok', note.id);
    await send('Undo', last, makkes);
    expect((await states())[id]).toBe('shown');
  });

  it('lets nobody else decide', async () => {
    const id = await say(somebody(), 'for nobody else');
    const { note } = await nextMessage();
    const eve = somebody();
    const forged = strangers.activity('Like', note.id, { by: makkes });
    expect(await strangers.deliver(`${origin}/ap/inbox`, forged, { by: eve })).toMatchObject({ status: 202 });
    const stolen = { ...home.activity('Like', note.id, { by: makkes }), id: `${home.origin}/likes/stolen` };
    expect(await home.deliver(`${origin}/ap/inbox`, stolen, { by: { ...makkes, key: eve.key } })).toMatchObject({
      status: 401,
    });
    for (const [by, from] of [
      [eve, strangers],
      [lookalike, strangers],
      [unproven, home],
    ] as const) {
      await send('Like', note.id, by, from);
      await send('Like', id, by, from);
      await answer('ok', note.id, by, from);
      await answer('delete', note.id, by, from);
      expect((await states())[id], by.id).toBe('held');
    }
    // A reply of a stranger to what waits waits too, and brings nothing with it.
    const below = await say(lookalike, 'I am the author', { inReplyTo: id });
    expect(await states()).toMatchObject({ [id]: 'held', [below]: 'held' });
  });

  it('obeys words, in two languages, and by number where several are listed', async () => {
    const ids = [await say(somebody(), 'one'), await say(somebody(), 'two'), await say(somebody(), 'three')];
    const { note } = await nextMessage();
    const order = ids.map((id) => note.content.indexOf(id));
    expect(order.every((at) => at > 0)).toBe(true);
    const first = note.content.match(/<p>\d+\. /g)?.length ?? 0;
    const numbers = ids.map((_, index) => first - ids.length + index + 1);
    await answer(`@james ok ${numbers[0]}, löschen ${numbers[1]}`, note.id);
    expect(await states()).toMatchObject({
      [String(ids[0])]: 'shown',
      [String(ids[1])]: 'gone',
      [String(ids[2])]: 'held',
    });
    await answer(`sperren ${numbers[2]}`, note.id);
    expect((await states())[String(ids[2])]).toBe('hidden');
    expect(await blog.app.database.query.$count(blog.app.database.tables.blocks)).toBe(1);
    // Who is blocked is not approved by a word.
    const before = (await messages()).length;
    for (const word of ['hide', 'block', 'ok']) await answer(`${word} ${numbers[0]}`, note.id);
    expect((await states())[String(ids[0])]).toBe('hidden');
    await until(async () => {
      await later(3000);
      return (await messages()).length > before;
    });
    // What the owner says to the blog is no comment.
    expect(Object.keys(await states()).some((uri) => uri.startsWith(home.origin))).toBe(false);
  });

  it('says so in a message when it did not understand, and does nothing', async () => {
    const id = await say(somebody(), 'puzzling');
    const { note } = await nextMessage();
    const before = (await messages()).length;
    await answer('who is that?', note.id);
    await until(async () => {
      await later(3000);
      return (await messages()).length > before;
    });
    const reply = (await messages()).at(-1)?.object as Json & { id: string };
    expect(reply).toMatchObject({ to: [makkes.id], content: expect.stringContaining('did not understand') });
    expect((await states())[id]).toBe('held');
    await answer('nein', reply.id);
    expect((await states())[id]).toBe('hidden');
  });

  it('obeys an answer that was mended, and does not go on for ever with whoever answers by themselves', async () => {
    const id = await say(somebody(), 'talkative');
    const { note } = await nextMessage();
    const { query, tables } = blog.app.database;
    const count = () => query.$count(tables.notices);
    const before = await count();
    let last = '';
    for (let index = 0; index < 8; index += 1) last = await answer('I am on holiday.', note.id);
    expect((await count()) - before).toBe(5);
    const tag = [{ type: 'Mention', href: `${origin}/ap/actors/james`, name: '@james' }];
    const mended = { id: last, type: 'Note', attributedTo: makkes.id, to: [`${origin}/ap/actors/james`], tag };
    const published = clock.now().toISOString();
    await clock.advance(5000);
    const own = {
      ...mended,
      inReplyTo: note.id,
      content: '<p>hide</p>',
      published,
      updated: clock.now().toISOString(),
    };
    await send('Update', own, makkes);
    expect((await states())[id]).toBe('hidden');
    // Some servers tell of an edit again when nothing was edited.
    await clock.advance(5000);
    await answer('ok', note.id);
    await send('Update', own, makkes);
    expect((await states())[id]).toBe('shown');
    expect(Object.keys(await states())).not.toContain(last);
  });

  it('approves nothing that was edited since it was told', async () => {
    const by = somebody();
    const id = await say(by, 'harmless');
    const { note } = await nextMessage();
    clock.advance(1000);
    const updated = clock.now().toISOString();
    const edited = {
      ...{ id, type: 'Note', attributedTo: by.id, to: [everybody] },
      content: '<p>buy this</p>',
      updated,
    };
    const inReplyTo = `${origin}/ap/posts/hello`;
    await send('Update', { ...edited, inReplyTo, published: updated }, by, strangers);
    await send('Like', note.id, makkes);
    expect((await states())[id]).toBe('held');
    const again = await nextMessage();
    expect(again.note.content).toContain('buy this');
    await answer('delete', again.note.id);
    expect((await states())[id]).toBe('gone');
  });

  it('shows both where the author answers what waits, and marks the author; an impostor has no mark', async () => {
    const id = await say(somebody(), 'a question');
    const aside = await say(makkes, 'between us', { inReplyTo: id, to: [`${origin}/ap/actors/james`] }, home);
    expect(await states()).toMatchObject({ [id]: 'held', [aside]: 'hidden' });
    const mine = await say(makkes, 'an answer', { inReplyTo: id }, home);
    expect(await states()).toMatchObject({ [id]: 'shown', [mine]: 'shown' });
    const theirs = await say(lookalike, 'not the author');
    await answer('ok', (await nextMessage()).note.id);
    expect((await states())[theirs]).toBe('shown');
    const markup = await page();
    const badge = '<small class="badge">Author</small>';
    expect(markup.split(badge)).toHaveLength(2);
    expect(markup).toMatch(new RegExp(`>Makkes</bdi></a></strong> ${badge} <bdi[^>]*>@makkes@${home.host}<`));
    const feed = await blog.text('/comments/feed.xml');
    const names = [...feed.matchAll(/<dc:creator>([^<]*)</g)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(['Makkes (Author)', 'Makkes [Author]']);
  });

  it('shows nothing for an answer to it that was written before it was edited', async () => {
    const by = somebody();
    const id = await say(by, 'kind');
    const published = clock.now().toISOString();
    await clock.advance(60_000);
    const updated = clock.now().toISOString();
    const edited = { id, type: 'Note', attributedTo: by.id, to: [everybody], content: '<p>unkind</p>' };
    await send('Update', { ...edited, inReplyTo: `${origin}/ap/posts/hello`, published, updated }, by, strangers);
    const early = await say(makkes, 'so kind', { inReplyTo: id, published }, home);
    expect(await states()).toMatchObject({ [id]: 'held', [early]: 'shown' });
    await say(makkes, 'never mind', { inReplyTo: id }, home);
    expect((await states())[id]).toBe('shown');
    // Who takes back what they said stays the author.
    await send('Delete', early, makkes);
    expect([(await states())[early], await isProven()]).toEqual(['gone', true]);
  });

  it('shows what waits in a private feed, to whoever has its address', async () => {
    const id = await say(somebody(), 'private words');
    const key = createFeedKey(blog.app.database);
    const token = await key.token(clock.now());
    const response = await blog.get(`/held/${token}.xml`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('x-robots-tag')).toBe('noindex');
    expect(response.headers.get('etag')).toBeNull();
    const feed = parseFeed(await response.text());
    expect(feed).toMatchObject({ format: 'atom' });
    const text = JSON.stringify(feed);
    for (const words of ['private words', id, 'postern comments approve']) expect(text).toContain(words);
    expect(text).not.toContain(token);

    const none = await (await blog.get('/posts/none')).text();
    const renewed = await key.renew(clock.now());
    for (const path of [token, renewed.slice(0, -1), `${renewed}x`, 'x'.repeat(43), '']) {
      const refused = await blog.get(`/held/${path}.xml`);
      expect([refused.status, await refused.text()], path).toEqual([404, none]);
    }
    expect((await blog.get(`/held/${renewed}.xml`)).status).toBe(200);
    expect(blog.logged.join()).not.toContain(token);
    expect(blog.logged.join()).not.toContain(renewed);
    await answer('hide', (await nextMessage()).note.id);
    expect(await blog.text(`/held/${renewed}.xml`)).not.toContain('private words');
  });

  it('takes the mark away with the proof, and keeps it while nobody can be asked', async () => {
    const [row] = await owners();
    const mark = async () => (await page()).includes('class="badge"');
    home.at('/.well-known/webfinger', (_, response) => void response.writeHead(503).end());
    await lookAgain(async () => (await owners())[0]?.why !== null);
    expect((await owners())[0]).toMatchObject({ proven: row?.proven });
    expect(await mark()).toBe(true);
    home.at('/.well-known/webfinger', null);
    profile.attachment = [field('https://elsewhere.example')];
    await lookAgain(async () => !(await isProven()));
    expect(await mark()).toBe(false);
    const id = await say(somebody(), 'after the proof');
    await send('Like', id, makkes);
    expect((await states())[id]).toBe('held');
  });

  it('is no owner whose account is deleted, until its profile says so again', async () => {
    otherProfile.attachment = [field(`${origin}/`)];
    const other = async () => (await owners())[1];
    await lookAgain(async () => Boolean((await other())?.proven));
    // Each decides by the messages to them alone.
    const told = await say(somebody(), 'by their own message');
    const { notices } = blog.app.database.tables;
    const mine = async () =>
      (await blog.app.database.query.select().from(notices)).filter(({ owner }) => owner === unproven.id);
    await until(async () => {
      await later(35_000);
      return (await mine()).length > 0;
    });
    const [{ id: end = '' } = {}] = await mine();
    const address = `${origin}/ap/notices/${end}`;
    await blog.app.database.query.update(notices).set({ owner: makkes.id }).where(eq(notices.id, end));
    await send('Like', address, unproven);
    expect((await states())[told]).toBe('held');
    await blog.app.database.query.update(notices).set({ owner: unproven.id }).where(eq(notices.id, end));
    await send('Like', address, unproven);
    expect((await states())[told]).toBe('shown');
    await send('Delete', unproven.id, unproven);
    expect(await other()).toMatchObject({ proven: null, why: expect.stringContaining('deleted') });
    const id = await say(somebody(), 'after the account');
    await send('Like', id, unproven);
    expect((await states())[id]).toBe('held');
  });

  it('is no owner who was taken out of postern.yaml', async () => {
    profile.attachment = [field(`${origin}/@james`)];
    const mine = await say(makkes, 'said before the proof', {}, home);
    const aside = await say(makkes, 'between us', { to: [`${origin}/ap/actors/james`] }, home);
    expect(await states()).toMatchObject({ [mine]: 'held', [aside]: 'held' });
    await lookAgain(isProven);
    expect(await states()).toMatchObject({ [mine]: 'shown', [aside]: 'held' });
    expect(await page()).toContain('class="badge"');
    await blog.site.write('postern.yaml', `url: ${origin}\ntitle: Notes\naccounts:\n  - handle: james\n`);
    await blog.restart();
    expect(await owners()).toEqual([]);
    expect(await page()).not.toContain('class="badge"');
    const { people } = blog.app.database.tables;
    const kept = await blog.app.database.query.select().from(people).where(eq(people.uri, makkes.id));
    expect(kept).toHaveLength(1);
  });
});
