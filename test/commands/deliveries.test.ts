import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import { addActivity, type DeliveryRow } from '../support/ledger.ts';
import type { Outcome } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 60_000 });

const files = {
  'content/posts/2026-11-20-frost.md': '---\ntitle: The first frost\n---\n\nIce.\n',
  'content/notes/2026-11-19-goose.md':
    '---\nid: goose\n---\n\nThe goose can *lift* it, and all of the rest of the garden with it.\n',
};

const time = (text: string): Date => new Date(`2026-11-21T${text}:00+01:00`);
const later = new Date('2999-01-01T12:00:00+01:00');
const delivered = (inbox: string, attempts = 1): DeliveryRow => ({
  inbox,
  attempts,
  outcome: 'delivered',
  finished: time('09:31'),
  status: 202,
});

async function makeBlog(): Promise<{ site: TemporarySite; database: Database }> {
  const site = await makeSite(files);
  onTestFinished(site.dispose);
  const { code, err } = await typed(['publish'], { folder: site.folder });
  if (code !== 0) throw new Error(err);
  const database = await openDatabase(`${site.folder}/data/postern.db`);
  onTestFinished(() => database.close());
  return { site, database };
}

/** A blog that told of a post and a note, with an inbox in every state. */
async function makeHistory(): Promise<{
  folder: string;
  database: Database;
  run(...words: string[]): Promise<Outcome>;
}> {
  const { site, database } = await makeBlog();
  const frost = { subject: '/ap/posts/frost' };
  const gone = { attempts: 1, outcome: 'failed', finished: time('09:31'), status: 410, error: 'gone' } as const;
  await addActivity(
    database,
    { ...frost, uri: 'http://localhost:3000/ap/posts/frost/create', created: time('09:30') },
    [
      delivered('https://mastodon.example/inbox'),
      delivered('https://social.example/users/ann/inbox', 2),
      delivered('https://social.example/users/bob/inbox'),
      { ...gone, inbox: 'https://gone.example/inbox' },
      { inbox: 'https://slow.example/inbox', attempts: 4, due: later, error: 'timed out after 10 s' },
      { inbox: 'https://strict.example/inbox', attempts: 2, due: later, status: 401, error: 'Unauthorized' },
      { inbox: 'https://new.example/inbox', attempts: 0, due: new Date(0) },
    ],
  );
  await addActivity(database, { ...frost, uri: 'http://localhost:3000/edit', type: 'Update', created: time('10:00') }, [
    { inbox: 'https://mastodon.example/inbox', attempts: 0, outcome: 'superseded', finished: time('10:01') },
    delivered('https://social.example/users/ann/inbox'),
  ]);
  await addActivity(
    database,
    {
      subject: '/ap/posts/goose',
      uri: 'http://localhost:3000/ap/posts/goose/create',
      created: time('11:00'),
      cursor: 0,
    },
    [delivered('https://mastodon.example/inbox')],
  );
  const { hosts } = database.tables;
  await database.query
    .update(hosts)
    .set({ failures: 5, failingSince: time('08:00'), pausedUntil: new Date(later.getTime() + 60_000) })
    .where(eq(hosts.name, 'slow.example'));
  return {
    folder: site.folder,
    database,
    run: (...words) => typed(['deliveries', ...words], { folder: site.folder }),
  };
}

describe('postern deliveries', () => {
  test('shows the newest activities, and which servers fail', async () => {
    const { run } = await makeHistory();
    const { code, out, err } = await run();
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(out).toBe(
      [
        'when              what  about               delivered  waiting  failed  replaced',
        '2026-11-21 11:00  new   The goose can lif…          1       0+       -         -',
        '2026-11-21 10:00  edit  The first frost             1        -       -         1',
        '2026-11-21 09:30  new   The first frost             3        3       1         -',
        '',
        'Servers that fail at the moment, and since when:',
        '  slow.example  2026-11-21 08:00, paused until 2999-01-01 12:01',
        '',
      ].join('\n'),
    );
  });

  test('names of the servers that fail only the one that was asked for', async () => {
    const { run } = await makeHistory();
    expect((await run('--host', 'mastodon.example')).out).not.toContain('slow.example');
    expect((await run('--host', 'slow.example')).out).toContain('  slow.example  2026-11-21 08:00');
  });

  test('says how many feed readers are told at once, and nothing of where', async () => {
    const { site, database } = await makeBlog();
    const told = async () => (await typed(['deliveries'], { folder: site.folder })).out.split('\n').at(-2);
    const add = (host: string, failingSince: Date | null, expires = later) =>
      database.query.insert(database.tables.subscriptions).values({
        ...{ topic: '/feed.xml', callback: `https://${host}/secret`, host, secret: 'secret', digest: '' },
        ...{ made: time('09:00'), expires, failingSince },
      });
    await add('over.example', null, time('09:01'));
    expect(await told()).toMatch(/^Nothing was sent yet/);
    await add('reader.example', null);
    expect(await told()).toBe('One feed reader is told at once.');
    await add('silent.example', time('09:30'));
    expect(await told()).toBe('2 feed readers at 2 hosts are told at once; 1 of them does not answer.');
    expect((await typed(['deliveries', '--failed'], { folder: site.folder })).out).not.toContain('reader');
  });

  test('shows of a post how it fares, server by server', async () => {
    const { run } = await makeHistory();
    const { code, out } = await run('frost');
    expect(code).toBe(3);
    expect(out).toBe(
      [
        'The first frost',
        'http://localhost:3000/posts/frost',
        '',
        'edit, 2026-11-21 10:00: 1 delivered, 1 replaced',
        '  delivered  social.example    2026-11-21 09:31',
        '  replaced   mastodon.example  something newer went in its place',
        '',
        'new, 2026-11-21 09:30: 3 delivered, 3 waiting, 1 failed',
        '  failed     gone.example                    the inbox is gone (410);',
        '                                             given up 2026-11-21 09:31',
        '  waiting    new.example                     not tried yet; due now',
        '  waiting    slow.example                    timed out; tried 4 times;',
        '                                             next try 2999-01-01 12:00;',
        '                                             the server fails since 2026-11-21 08:00 and is paused',
        '  waiting    strict.example                  refused the signature (401);',
        '                                             tried 2 times;',
        '                                             next try 2999-01-01 12:00',
        '  delivered  mastodon.example                2026-11-21 09:31',
        '  delivered  social.example/users/ann/inbox  2026-11-21 09:31; at attempt 2',
        '  delivered  social.example/users/bob/inbox  2026-11-21 09:31',
        '',
      ].join('\n'),
    );
  });

  test('shows one activity by its id, and says when there is nothing of a name', async () => {
    const { run } = await makeHistory();
    const { activities } = JSON.parse((await run('http://localhost:3000/edit', '--json')).out);
    expect(activities).toHaveLength(1);
    expect(activities[0]).toMatchObject({ type: 'Update', title: 'The first frost', delivered: 1, superseded: 1 });
    expect(await run('thaw')).toEqual({
      code: 1,
      out: '',
      err: 'There is no post, and no activity, called "thaw". See: postern deliveries, postern list\n',
    });
  });

  test('shows only what failed, what goes to one server, or what is new enough', async () => {
    const { run } = await makeHistory();
    const failed = await run('frost', '--failed');
    expect(failed.code).toBe(3);
    expect(failed.out).toContain('gone.example');
    expect(failed.out).not.toContain('mastodon.example');
    const host = await run('--host', 'https://Mastodon.example/');
    expect(host.code).toBe(0);
    expect(host.out.split('\n')[1]).toContain('The goose');
    expect(host.out.split('\n')[2]).toMatch(/The first frost +- +- +- +1$/);
    expect((await run('--host', 'unknown.example')).err).toBe('Nothing was ever sent to unknown.example.\n');
    expect((await run('--since', '2026-11-21 10:30')).out.match(/^2026.*/gm)).toHaveLength(1);
    expect(await run('--since', 'soon')).toMatchObject({ code: 2, out: '' });
    expect((await run('--failed', '--since', '2026-11-21 09:45')).out).toBe('Nothing failed.\n');
  });

  test('gives scripts every inbox', async () => {
    const { run } = await makeHistory();
    const { code, out } = await run('frost', '--json');
    expect(code).toBe(3);
    const { activities } = JSON.parse(out);
    expect(activities[1].deliveries).toHaveLength(7);
    expect(activities[1].deliveries).toContainEqual({
      host: 'slow.example',
      inbox: 'https://slow.example/inbox',
      state: 'waiting',
      attempts: 4,
      finished: null,
      due: later.toISOString(),
      status: null,
      error: 'timed out after 10 s',
      pausedUntil: new Date(later.getTime() + 60_000).toISOString(),
      failingSince: time('08:00').toISOString(),
      inPost: false,
      behind: false,
    });
  });

  test('says of an edit where it goes with the post, and where it went so', async () => {
    const { site, database } = await makeBlog();
    const frost = { subject: '/ap/posts/frost' };
    await addActivity(database, { ...frost, uri: 'u:post', carries: 2 }, [
      { ...delivered('https://back.example/inbox'), carried: 2 },
      { ...delivered('https://slow.example/inbox'), carried: 0 },
      { inbox: 'https://down.example/inbox', attempts: 4, due: later, error: 'connect ECONNREFUSED 192.0.2.1' },
      { inbox: 'https://rude.example/inbox', attempts: 1, due: later, error: 'other side closed', carried: 0 },
    ]);
    await addActivity(database, { ...frost, uri: 'u:edit', type: 'Update', created: time('10:00') }, [
      { inbox: 'https://back.example/inbox', attempts: 0, outcome: 'superseded', finished: time('10:10') },
      { inbox: 'https://slow.example/inbox', attempts: 0, due: later },
      { inbox: 'https://down.example/inbox', attempts: 0, due: later },
      { inbox: 'https://rude.example/inbox', attempts: 0, due: later },
    ]);
    const { out } = await typed(['deliveries', 'u:edit'], { folder: site.folder });
    expect(out.split('\n').slice(3)).toEqual([
      'edit, 2026-11-21 10:00: 3 waiting, 1 replaced',
      '  waiting    down.example  goes with the post',
      '  waiting    rude.example  goes after what was before it',
      '  waiting    slow.example  not tried yet; next try 2999-01-01 12:00',
      '  replaced   back.example  the post went there with it',
      '',
    ]);
  });

  test('says of many inboxes in a few lines how they fare, and all of it when asked', async () => {
    const { site, database } = await makeBlog();
    const rows = Array.from({ length: 2000 }, (_, index): DeliveryRow => {
      const inbox = `https://server-${index % 500}.example/users/${index}/inbox`;
      if (index % 10 === 3) return { inbox, outcome: 'failed', finished: time('09:31'), status: 400 + (index % 100) };
      if (index % 10 === 5) return { inbox, attempts: 1, due: later, error: `connect ECONNREFUSED 192.0.2.${index}` };
      return delivered(inbox);
    });
    await addActivity(database, { uri: 'u:1', subject: '/ap/posts/frost' }, rows);
    const some = await typed(['deliveries', 'frost'], { folder: site.folder });
    const lines = some.out.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(50);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(some.out).toContain('1,600 delivered, 200 waiting, 200 failed');
    expect(some.out).toContain('200 inboxes on 50 servers waiting: nobody answers there');
    const all = await typed(['deliveries', 'frost', '--all'], { folder: site.folder });
    expect(all.out.match(/^ {2}(delivered|failed|waiting)/gm)).toHaveLength(2000);
  });

  test('says when nothing was sent, and lists twenty unless told otherwise', async () => {
    const { site, database } = await makeBlog();
    const empty = await typed(['deliveries'], { folder: site.folder });
    expect(empty).toMatchObject({ code: 0, err: '' });
    expect(empty.out).toMatch(/^Nothing was sent yet/);
    for (let index = 0; index < 23; index += 1)
      await addActivity(database, { uri: `u:${index}`, subject: `s:${index}` });
    const { out } = await typed(['deliveries'], { folder: site.folder });
    expect(out.match(/^2026/gm)).toHaveLength(20);
    expect(out).toContain('Older ones: --all');
    expect((await typed(['deliveries', '--all'], { folder: site.folder })).out.match(/^2026/gm)).toHaveLength(23);
  });

  test('makes what waits and what failed due at once, and says so beforehand', async () => {
    const { run, database } = await makeHistory();
    const { deliveries } = database.tables;
    const due = async () =>
      (await database.query.select().from(deliveries)).filter((row) => row.due && row.due < later).length;
    const before = await due();
    expect((await run('frost', '--retry', '--dry-run')).out).toBe(
      '4 deliveries would be due at once: 1 that failed and 3 that waited. Nothing was changed.\n',
    );
    expect(await due()).toBe(before);
    expect((await run('frost', '--retry', '--failed')).out).toMatch(/^1 delivery due at once: 1 that failed\.\n/);
    expect(await due()).toBe(before + 1);
    expect(await run('frost', '--retry', '--host', 'strict.example')).toMatchObject({ code: 0 });
    expect(await due()).toBe(before + 2);
    expect(await run('--dry-run')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--dry-run goes with --retry'),
    });
    const left = '1 that failed is left: something newer went instead, or the text is not kept any more.\n';
    await database.query.update(database.tables.activities).set({ json: null });
    await database.query.update(deliveries).set({ outcome: 'failed', due: null }).where(eq(deliveries.status, 410));
    expect((await run('frost', '--retry', '--failed')).out).toBe(
      `Nothing can be tried again, as far as it was selected.\n${left}`,
    );
    expect((await run('goose', '--retry')).out).toBe('Nothing failed and nothing waits, as far as it was selected.\n');
  });
});
