import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq as is } from '../../src/database/drizzle.ts';
import { engines } from '../support/databases.ts';
import { addFollowers, addInboxes } from '../support/ledger.ts';
import { type Bench, doubted, down, gone, names, openBench, post, rowsOf, taken } from './delivering.ts';

const one = 'https://one.example/users/ada/inbox';
const two = 'https://two.example/inbox';

describe.each(engines)('the ledger on $name', (engine) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(engine);
  });
  afterEach(() => bench.close());

  const states = async () =>
    (await rowsOf(bench.database)).map(({ uri, url, state }) => `${uri} ${new URL(url).host} ${state}`);

  it('sends a listed activity once, however often it is added', async () => {
    const accept = { id: 'accept', type: 'Accept', subject: one, audience: { inboxes: [one, two, one] } };
    await bench.add(accept);
    await bench.add(accept);
    const claimed = await bench.ledger.claim(10);
    expect(names(claimed)).toEqual(['accept one.example', 'accept two.example']);
    for (const delivery of claimed) await bench.ledger.settle(delivery, taken);
    await bench.add({ ...accept, audience: { inboxes: [one, 'https://three.example/inbox'] } });
    expect(await bench.ledger.claim(10)).toEqual([]);
    expect(await states()).toEqual(['accept one.example delivered', 'accept two.example delivered']);
  });

  it('sends to some at once and to the followers behind them, each once, in order for each inbox', async () => {
    const three = 'https://three.example/inbox';
    await addFollowers(bench.database, 'james', [one, two]);
    const audience = { inboxes: [two, three], followers: true };
    const { ledger } = bench;
    const add = (type: string) =>
      bench.database.atomically((query) => ledger.add(query, post({ id: type, type, audience }), bench.clock.now()));
    await add('Create');
    expect(await states()).toEqual(['Create two.example waiting', 'Create three.example waiting']);
    await add('Update');
    await add('Create');
    // An edit waits until everybody has their row of the post.
    const first = await ledger.claim(10);
    expect(names(first)).toEqual(['Create three.example', 'Create two.example']);
    while (await ledger.expand());
    const second = await ledger.claim(10);
    expect(names(second)).toEqual(['Create one.example']);
    for (const delivery of [...first, ...second]) await ledger.settle(delivery, taken);
    await bench.clock.advance(2000);
    const third = await ledger.claim(10);
    expect(names(third)).toEqual(['Update one.example', 'Update three.example', 'Update two.example']);
    for (const delivery of third) await ledger.settle(delivery, down);
    // The removal takes the place of what waits, and goes to all of them.
    await bench.add({ id: 'Delete', type: 'Delete', audience: 'told' });
    expect((await states()).filter((state) => !state.endsWith('delivered'))).toEqual([
      ...['one', 'two', 'three'].map((name) => `Update ${name}.example superseded`),
      ...['one', 'two', 'three'].map((name) => `Delete ${name}.example waiting`),
    ]);
  });

  it('does not send again what is finished and pruned', async () => {
    const accept = { id: 'accept', audience: { inboxes: [one] } };
    await bench.add(accept);
    await bench.database.query.delete(bench.database.tables.deliveries);
    await bench.add(accept);
    expect(await bench.ledger.claim(10)).toEqual([]);
  });

  it('gives the exact bytes and their digest', async () => {
    await bench.add({ id: 'a', json: '{"name":"Grüße"}', audience: { inboxes: [one] } });
    const [delivery] = await bench.ledger.claim(1);
    expect(await bench.ledger.content(delivery?.activity ?? 0)).toEqual({
      json: '{"name":"Grüße"}',
      digest: 'p62eJTP0UWOOnDiMf5aJbg7hzfGTwYn5IJ4sV+AJBhM=',
    });
    expect(await bench.ledger.content(999)).toBeNull();
  });

  it('sends a post once to the shared inbox of each server, and only to accepted followers of its account', async () => {
    await addFollowers(bench.database, 'james', [
      `${one}/1`,
      `${one}/2`,
      'https://two.example/users/ada/inbox',
      'https://late.example/inbox',
    ]);
    await addFollowers(bench.database, 'mary', ['https://mary.example/inbox']);
    const { people, followers } = bench.database.tables;
    const shared = await addInboxes(bench.database, ['https://one.example/inbox']);
    const key = shared.get('https://one.example/inbox')?.key ?? 0;
    for (const person of await bench.database.query.select().from(people)) {
      if (person.uri.includes('late')) await setPending(person.key);
      if (person.uri.includes('one')) await share(person.key, key);
    }
    await bench.add({ id: 'create' });
    expect((await rowsOf(bench.database)).map(({ url }) => url).sort()).toEqual([
      'https://one.example/inbox',
      'https://two.example/users/ada/inbox',
    ]);

    async function setPending(person: number) {
      await bench.database.query.update(followers).set({ state: 'pending' }).where(is(followers.person, person));
    }
    async function share(person: number, inbox: number) {
      await bench.database.query.update(people).set({ sharedInbox: inbox }).where(is(people.key, person));
    }
  });

  it('keeps the order of what is about one post to each inbox, retries included', async () => {
    await addFollowers(bench.database, 'james', [one, two]);
    await bench.add({ id: 'create' });
    await bench.add({ id: 'update', type: 'Update' });
    await bench.add({ id: 'else', subject: '/ap/posts/else' });
    const first = await bench.ledger.claim(10);
    expect(names(first)).toEqual(['create one.example', 'create two.example', 'else one.example', 'else two.example']);
    for (const delivery of first) {
      const isLate = delivery.uri === 'create' && delivery.url === one;
      await bench.ledger.settle(delivery, isLate ? doubted : taken);
    }
    const second = await bench.ledger.claim(10);
    expect(names(second)).toEqual(['update two.example']);
    await bench.clock.advance(60_000);
    expect(names(await bench.ledger.claim(10))).toEqual(['create one.example']);
    await bench.clock.advance(130_000);
    const again = await bench.other().claim(10);
    expect(names(again)).toEqual(['create one.example', 'update two.example']);
    for (const delivery of again) await bench.ledger.settle(delivery, taken);
    expect(names(await bench.ledger.claim(10))).toEqual(['update one.example']);
  });

  it('sends nothing about a post to an inbox before the deliveries of what is earlier are all written', async () => {
    await addFollowers(bench.database, 'james', [two]);
    await bench.database.atomically((query) => [
      ...bench.ledger.add(query, post({ id: 'create' }), bench.clock.now()),
      ...bench.ledger.add(
        query,
        post({ id: 'update', type: 'Update', audience: { inboxes: [two] } }),
        bench.clock.now(),
      ),
    ]);
    expect(await bench.ledger.claim(10)).toEqual([]);
    expect(await bench.ledger.nextDue()).toEqual(bench.clock.now());
    while (await bench.ledger.expand());
    expect(names(await bench.ledger.claim(10))).toEqual(['create two.example']);
  });

  it('drops an edit that another one overtook, and everything once the post is deleted', async () => {
    await addFollowers(bench.database, 'james', [one, two]);
    await bench.add({ id: 'create' });
    for (const delivery of await bench.ledger.claim(10)) {
      await bench.ledger.settle(delivery, delivery.url === one ? taken : doubted);
    }
    await bench.add({ id: 'first', type: 'Update' });
    await bench.add({ id: 'second', type: 'Update' });
    expect(await states()).toEqual([
      'create one.example delivered',
      'create two.example waiting',
      'first one.example superseded',
      'first two.example superseded',
      'second one.example waiting',
      'second two.example waiting',
    ]);
    await bench.add({ id: 'delete', type: 'Delete', audience: 'told' });
    expect((await states()).filter((state) => state.endsWith('waiting'))).toEqual([
      'delete one.example waiting',
      'delete two.example waiting',
    ]);
    expect(names(await bench.ledger.claim(10))).toEqual(['delete one.example', 'delete two.example']);
  });

  it('leaves alone what is being sent when a Delete comes, and does not try it again', async () => {
    await addFollowers(bench.database, 'james', [one]);
    await bench.add({ id: 'create' });
    const [flying] = await bench.ledger.claim(10);
    await bench.add({ id: 'delete', type: 'Delete', audience: 'told' });
    expect(await bench.ledger.claim(10)).toEqual([]);
    if (flying) await bench.ledger.settle(flying, down);
    expect(await states()).toEqual(['create one.example superseded', 'delete one.example waiting']);
    expect(names(await bench.ledger.claim(10))).toEqual(['delete one.example']);
  });

  it('does not send what a killed worker left when it was deleted since', async () => {
    await addFollowers(bench.database, 'james', [one]);
    await bench.add({ id: 'create' });
    await bench.ledger.claim(10);
    await bench.add({ id: 'delete', type: 'Delete', audience: 'told' });
    const survivor = bench.other();
    expect(await survivor.claim(10)).toEqual([]);
    await bench.clock.advance(120_000);
    expect(names(await survivor.claim(10))).toEqual(['delete one.example']);
    expect(await states()).toEqual(['create one.example superseded', 'delete one.example waiting']);
  });

  it('tells of a Delete whoever was told of the post, and hosts of which only totals are left', async () => {
    await addFollowers(bench.database, 'james', [one]);
    await bench.add({ id: 'create', audience: { inboxes: [two, one] } });
    for (const delivery of await bench.ledger.claim(10)) await bench.ledger.settle(delivery, gone);
    await addInboxes(bench.database, ['https://old.example/a', 'https://old.example/b', 'https://never.example/inbox']);
    const { hosts } = bench.database.tables;
    await bench.database.query.update(hosts).set({ delivered: 3 }).where(is(hosts.name, 'old.example'));
    await bench.database.query.update(hosts).set({ delivered: 3 }).where(is(hosts.name, 'two.example'));
    await bench.add({ id: 'delete', type: 'Delete', audience: 'told' });
    const told = (await rowsOf(bench.database)).filter(({ uri }) => uri === 'delete').map(({ url }) => url);
    expect(told.sort()).toEqual(['https://old.example/a', one, two].sort());
  });

  it('gives what somebody was killed over to another when the lease has run out, and not before', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one] } });
    await bench.ledger.claim(10);
    const survivor = bench.other();
    await bench.clock.advance(119_999);
    expect(await survivor.claim(10)).toEqual([]);
    await bench.clock.advance(1);
    expect(names(await survivor.claim(10))).toEqual(['a one.example']);
  });

  it('does not take again what it has out itself, however long it could not be written down', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one] } });
    const [flying] = await bench.ledger.claim(10);
    await bench.clock.advance(3_600_000);
    expect(await bench.ledger.claim(10)).toEqual([]);
    if (flying) await bench.ledger.settle(flying, doubted);
    await bench.clock.advance(60_000);
    expect(names(await bench.ledger.claim(10))).toEqual(['a one.example']);
  });

  it('leaves alone what another took because it had hung too long itself', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one, two] } });
    const [released, settled] = await bench.ledger.claim(10);
    await bench.clock.advance(130_000);
    const survivor = bench.other();
    expect(await survivor.claim(10)).toHaveLength(2);
    if (released) await bench.ledger.release([released]);
    if (settled) await bench.ledger.settle(settled, doubted);
    const until = new Date(bench.clock.now().getTime() + 120_000);
    expect(await rowsOf(bench.database)).toMatchObject([
      { lease: until, due: until },
      { lease: until, due: until },
    ]);
    // What arrived has arrived, whoever sent it.
    if (settled) await bench.ledger.settle(settled, taken);
    expect(await states()).toEqual(['a one.example waiting', 'a two.example delivered']);
  });

  it('gives back untried what a process that ends had taken', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one] } });
    await bench.ledger.release(await bench.ledger.claim(10));
    const [again] = await bench.ledger.claim(10);
    expect(again).toMatchObject({ uri: 'a', attempts: 0 });
  });

  it('has two at a time for a host, and one for a host that failed', async () => {
    const inboxes = [1, 2, 3, 4].map((number) => `https://one.example/${number}`);
    await bench.add({ id: 'a', audience: { inboxes } });
    const first = await bench.ledger.claim(10);
    expect(first).toHaveLength(2);
    expect(await bench.ledger.claim(10)).toEqual([]);
    for (const delivery of first) await bench.ledger.settle(delivery, down);
    const [probe, ...others] = await bench.ledger.claim(10);
    expect(others).toEqual([]);
    expect(probe).toMatchObject({ probe: true });
    expect(await bench.ledger.claim(10)).toEqual([]);
    if (probe) await bench.ledger.settle(probe, taken);
    expect(await bench.ledger.claim(10)).toHaveLength(1);
  });

  it('lets healthy hosts go first, and as few probes as it is told', async () => {
    const failing = ['https://f1.example/i', 'https://f2.example/i', 'https://f3.example/i'];
    await bench.add({ id: 'a', audience: { inboxes: failing } });
    for (const delivery of await bench.ledger.claim(10)) await bench.ledger.settle(delivery, down);
    await bench.clock.advance(60_000);
    await bench.add({ id: 'b', audience: { inboxes: [one, two] } });
    expect(names(await bench.ledger.claim(2))).toEqual(['b one.example', 'b two.example']);
    expect(await bench.ledger.claim(10, { probes: 1 })).toHaveLength(1);
    expect(await bench.ledger.claim(10, { probes: 0 })).toEqual([]);
    expect(await bench.ledger.claim(10)).toHaveLength(2);
  });

  it('finds the one that can go behind thousands that cannot', async () => {
    const crowd = Array.from({ length: 1200 }, (_, number) => `https://crowd.example/${number}`);
    await addFollowers(bench.database, 'james', crowd);
    await bench.add({ id: 'a' });
    expect(await bench.ledger.claim(2)).toHaveLength(2);
    await bench.clock.advance(1);
    await bench.add({ id: 'b', audience: { inboxes: [one] } });
    const found = [
      ...(await bench.ledger.claim(32)),
      ...(await bench.ledger.claim(32)),
      ...(await bench.ledger.claim(32)),
    ];
    expect(names(found)).toEqual(['b one.example']);
  });
});
