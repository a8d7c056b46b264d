import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { makeKey, type Scheme, type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

const minute = 60_000;

describe.each<Scheme>(['draft-cavage', 'rfc9421'])('a blog that is followed by %s', (scheme) => {
  // Real timers, by a clock that is set on: a day holds too many of them.
  let ahead = 0;
  const clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
  let blog: TestBlog;
  let ada: Stranger;
  let actor: string;
  let inbox: string;

  beforeEach(async () => {
    ahead = 0;
    blog = await startBlog({}, { reachable: true, clock });
    ada = await startStranger({ now: clock.now, authorisedFetch: true });
    actor = `${blog.app.config.site.origin}/ap/actors/james`;
    inbox = `${actor}/inbox`;
  });
  afterEach(() => Promise.all([blog.dispose(), ada.close()]));

  const fetches = () => ada.count('/users/ada', 'GET');
  const followers = () => blog.app.database.query.$count(blog.app.database.tables.followers);
  const follow = () => ada.follow(actor, inbox, { scheme });
  const itself = () => ada.activity('Delete', ada.user.id);

  it('reads the follower’s actor once, for its key and its inbox, and signs for it', async () => {
    expect(await follow()).toMatchObject({ status: 202 });
    expect(await followers()).toBe(1);
    expect(fetches()).toBe(1);
    expect(ada.asked.find(({ method }) => method === 'GET')?.headers.signature).toContain(`keyId="${actor}#main-key"`);
    const accept = await until(() => ada.inbox[0]);
    expect(accept).toMatchObject({ verified: true, activity: { type: 'Accept', actor } });
  });

  it('takes an Undo that is signed with a new key, once the old one is five minutes old', async () => {
    const { activity } = await follow();
    ada.rotateKey();
    expect(await ada.undo(activity, inbox, { scheme })).toMatchObject({ status: 401 });
    expect(await followers()).toBe(1);
    ahead += 5 * minute;
    expect(await ada.undo(activity, inbox, { scheme })).toMatchObject({ status: 202 });
    expect(await followers()).toBe(0);
  });

  it('lets a follower go whose Delete nobody can prove any more, since its own host says that it is gone', async () => {
    await follow();
    ahead += 25 * 60 * minute;
    ada.vanish(410);
    expect(await ada.deliver(inbox, itself(), { scheme, key: makeKey().privateKey })).toMatchObject({ status: 202 });
    expect(await followers()).toBe(0);
  });

  it('keeps a follower that somebody else says is gone', async () => {
    await follow();
    ahead += 25 * 60 * minute;
    const { privateKey } = makeKey();
    expect(await ada.deliver(inbox, itself(), { scheme, key: privateKey })).toMatchObject({ status: 401 });
    const eve = ada.addUser('eve');
    expect(await ada.deliver(inbox, itself(), { scheme, by: eve })).toMatchObject({ status: 202 });
    // Her server is away: whether she is gone may be asked of it later.
    ada.at('/users/ada', (_, response) => response.writeHead(503).end());
    ahead += 25 * 60 * minute;
    expect(await ada.deliver(inbox, itself(), { scheme, key: privateKey })).toMatchObject({ status: 503 });
    expect(await followers()).toBe(1);
  });

  it('needs nobody to prove a follower that it knows, also after a restart', async () => {
    const { activity } = await follow();
    await blog.restart();
    const before = fetches();
    expect(await ada.undo(activity, inbox, { scheme })).toMatchObject({ status: 202 });
    expect(await followers()).toBe(0);
    expect(fetches()).toBe(before);
  });
});
