import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blog } from '../gate/company.ts';
import type { Json, StrangerUser } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { overHeard } from './authority/attempts.ts';
import {
  account,
  boost,
  everybody,
  feedOf,
  like,
  mention,
  note,
  noticeTo,
  post,
  quoteRequest,
  quoting,
  serve,
} from './furnish.ts';
import { openStand, type Stand } from './stand.ts';

// The honest side of what the tables refuse: it works, so nothing there is refused for another reason.
let stand: Stand;
beforeAll(async () => {
  stand = await openStand();
}, 60_000);
afterAll(() => stand?.close());

async function say(by: StrangerUser, own: Json): Promise<void> {
  expect(await stand.say(by, own)).toMatchObject({ status: 202 });
}

const remark = (by: StrangerUser, name: string): Record<string, unknown> =>
  stand.rows.of('remarks').find(({ uri }) => uri === `${by.id}/notes/${name}`) ?? {};
const reaction = (uri: string): Record<string, unknown> =>
  stand.rows.of('reactions').find((row) => row.uri === uri) ?? {};
const person = (uri: string): Record<string, unknown> => stand.rows.of('people').find((row) => row.uri === uri) ?? {};
const town = (index: number): Stand['towns'][number] => {
  const found = stand.towns[index];
  if (!found) throw new Error('There is no such town.');
  return found;
};

describe('authority', () => {
  const edited = { content: '<p>new words</p>', updated: '2026-11-20T13:00:00Z' };

  it('lets authors edit and delete what they wrote', async () => {
    const { victim, neighbour } = town(0);
    await say(victim, { type: 'Update', object: note(victim, 'own', edited) });
    expect(remark(victim, 'own')).toMatchObject({ html: '<p>new words</p>', state: 'shown' });
    await say(neighbour, { type: 'Delete', object: note(neighbour, 'own').id });
    expect(remark(neighbour, 'own')).toMatchObject({ state: 'gone', html: null });
  });

  it('takes an edit for what it says: word for word, nothing is told anew', async () => {
    const { victim } = town(0);
    const held = remark(victim, 'held');
    expect(held).toMatchObject({ state: 'held', notified: 1 });
    const said = { html: String(held.html) };
    await say(victim, { type: 'Update', object: note(victim, 'held', { content: said.html }) });
    expect(remark(victim, 'held')).toEqual(held);
    await say(victim, { type: 'Update', object: note(victim, 'held', { content: `${said.html}<p>and more</p>` }) });
    expect(remark(victim, 'held')).toMatchObject({ state: 'held', notified: null });
  });

  it('lets everybody take back what they did', async () => {
    const { victim } = town(0);
    await say(victim, { type: 'Undo', object: like(victim) });
    expect(reaction(`${victim.id}#like`)).toMatchObject({ state: 'undone' });
    await say(victim, { type: 'Undo', object: boost(victim).id });
    expect(reaction(`${victim.id}#boost`)).toMatchObject({ state: 'undone' });
    const following = () => stand.rows.of('followers').filter((row) => row.person === person(victim.id).key);
    expect(following()).toHaveLength(1);
    await say(victim, { type: 'Block', object: account });
    expect(following()).toEqual([]);
  });

  it('looks at what is passed on at its own server, and believes that', async () => {
    const { server, victim, neighbour } = town(1);
    serve(server, note(victim, 'own', edited));
    const inner = {
      type: 'Update',
      id: `${victim.id}#1`,
      actor: victim.id,
      object: note(victim, 'own', { content: 'x' }),
    };
    await say(neighbour, { type: 'Announce', to: everybody, object: inner });
    await overHeard(stand);
    await until(() => remark(victim, 'own').html === '<p>new words</p>');
  });

  it('allows who wants to quote, keeps who complains, and follows who moves', async () => {
    const { server, victim, neighbour } = town(1);
    await say(neighbour, quoteRequest(quoting(neighbour)));
    const stamp = stand.rows.of('stamps').find(({ author }) => author === neighbour.id);
    expect(stamp).toMatchObject({ state: 'given' });
    await say(neighbour, { type: 'Flag', object: [account, post, note(victim, 'own').id], content: 'Rude.' });
    await say(neighbour, { type: 'Flag', object: [account], content: '<p>Rude, too.</p>' });
    expect(stand.rows.of('reports')).toMatchObject([
      { by: neighbour.id, account: 'james', text: 'Rude.', remark: remark(victim, 'own').key },
      { by: neighbour.id, account: 'james', text: 'Rude, too.', remark: null, post: null },
    ]);
    const home = server.addUser('new-home', { document: { alsoKnownAs: [victim.id] } });
    await say(victim, { type: 'Move', object: victim.id, target: home.id });
    expect(person(victim.id)).toMatchObject({ moved_to: home.id });
  });

  it('blocks who is blocked by name where they go as well', async () => {
    const { server } = town(0);
    const { blocked } = stand;
    const home = server.addUser('mallory-now', { document: { alsoKnownAs: [blocked.person.id] } });
    await say(blocked.person, { type: 'Move', object: blocked.person.id, target: home.id });
    expect(stand.rows.of('blocks').map(({ name }) => name)).toContain(home.id);
    await say(home, { type: 'Create', object: note(home, 'back-again') });
    expect(remark(home, 'back-again')).toEqual({});
  });

  it('cannot be had to refuse what others say and do later', async () => {
    const { victim, neighbour } = town(2);
    await say(neighbour, { type: 'Delete', object: note(victim, 'next').id });
    await say(neighbour, { type: 'Undo', object: `${victim.id}#next` });
    await say(victim, { type: 'Create', object: note(victim, 'next') });
    await say(victim, { type: 'Announce', id: `${victim.id}#next`, object: post, to: everybody });
    expect(remark(victim, 'next')).toMatchObject({ state: 'shown', html: '<p>next</p>' });
    expect(reaction(`${victim.id}#next`)).toMatchObject({ state: 'shown' });
  });

  it('lets people go with all that they said and did', async () => {
    const { victim } = town(3);
    await say(victim, { type: 'Delete', object: victim.id });
    await until(() => person(victim.id).key === undefined);
    // Nothing but its id, so that what comes late finds it gone.
    expect(remark(victim, 'own')).toMatchObject({ state: 'gone', person: null, html: null });
    expect(reaction(`${victim.id}#like`)).toMatchObject({ state: 'undone', person: null });
  });
});

describe('admin', () => {
  const ask = (path: string, fields: Record<string, string>) =>
    stand.ask(
      path,
      [
        ['content-type', 'application/x-www-form-urlencoded'],
        ['origin', blog],
        ['sec-fetch-site', 'same-origin'],
      ],
      'POST',
      new URLSearchParams(fields).toString(),
    );

  const answer = (text: string, name: string): Json => ({
    type: 'Create',
    object: note(stand.home.makkes, name, {
      ...{ inReplyTo: noticeTo('makkes'), content: `<p>${text}</p>`, to: account, cc: [], tag: [mention] },
      published: new Date().toISOString(),
    }),
  });

  it('shows by the author’s star what waits, and lets it wait again', async () => {
    const { victim } = town(2);
    const star = { type: 'Like', id: `${stand.home.makkes.id}#star`, object: noticeTo('makkes') };
    await say(stand.home.makkes, star);
    expect(remark(victim, 'held')).toMatchObject({ state: 'shown' });
    await say(stand.home.makkes, { type: 'Undo', object: star.id });
    expect(remark(victim, 'held')).toMatchObject({ state: 'held' });
  });

  it('obeys the author’s answer, says what it did not understand, and goes by what the message lists', async () => {
    const { makkes } = stand.home;
    const before = JSON.stringify(stand.rows.of('remarks').map(({ state }) => state));
    const answers = () => stand.rows.of('notices').filter(({ owner }) => owner === makkes.id).length;
    const told = answers();
    await say(makkes, answer('ok 999', 'beyond'));
    await say(makkes, answer('delete', 'vague'));
    expect(JSON.stringify(stand.rows.of('remarks').map(({ state }) => state))).toBe(before);
    expect(answers()).toBe(told + 2);
    await say(makkes, answer('hide all', 'clear'));
    expect(remark(town(2).victim, 'held')).toMatchObject({ state: 'hidden' });
    // Their word below a post is a comment, and no order.
    await say(makkes, { type: 'Create', object: note(makkes, 'below', { content: '<p>delete all</p>' }) });
    expect(remark(makkes, 'below')).toMatchObject({ state: 'shown' });
    expect(remark(town(2).victim, 'held')).toMatchObject({ state: 'hidden' });
  });

  it('shows the private feed to whoever has its address', async () => {
    const got = await stand.ask(feedOf(stand));
    expect(got).toMatchObject({ status: 200, text: expect.stringContaining('Report: ') });
    expect(got.headers['cache-control']).toBe('private, no-store');
  });

  it('takes a report from its own page, and leads a visitor to the server that they name', async () => {
    const { victim } = town(2);
    const reply = String(remark(victim, 'next').key);
    expect(await ask('/report', { reply, why: 'It is rude.' })).toMatchObject({ status: 200 });
    expect(stand.rows.of('reports').filter(({ by }) => by === null)).toMatchObject([{ text: 'It is rude.' }]);
    const { host, origin } = town(2).server;
    const led = await ask('/interact', { uri: `${blog}/posts/hello`, deed: 'like', handle: `@ada@${host}` });
    expect(led).toMatchObject({ status: 200, text: expect.stringContaining(`${origin}/authorize_interaction?uri=`) });
  });
});
