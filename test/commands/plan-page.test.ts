import { describe, expect, it } from 'vitest';
import { decisionsOf } from '../../src/commands/plan/decisions.ts';
import type { Entry, Fate, Plan } from '../../src/commands/plan/entry.ts';
import { createFates, none } from '../../src/commands/plan/fate.ts';
import { planLines } from '../../src/commands/plan/plan-lines.ts';
import { reckon } from '../../src/commands/plan/reckon.ts';
import { scheduledEntry } from '../../src/commands/plan/scheduled.ts';
import { parseEntry } from '../../src/content/front-matter.ts';
import { emptyLook, type Look, type Telling } from '../../src/federation/announce/report.ts';

const now = new Date('2026-11-21T09:31:00Z');
const later = new Date('2026-11-21T09:41:00Z');
const site = { timezone: 'UTC', publish: { auto: true, settle: 60_000, quiet: 600_000, removal: 86_400_000 } };

const sends: Fate = {
  ...none,
  state: 'sends',
  why: null,
  message: 'new',
  at: later,
  account: 'james',
  deliveries: 3,
  servers: 2,
};

function entry(own: Partial<Entry> = {}): Entry {
  return {
    ...{ what: 'new', id: 'a', generation: 1, kind: 'post', path: 'content/posts/a.md', title: 'The first frost' },
    ...{ address: 'https://blog.example.com/posts/a', from: null, appears: null, page: 'appears', removal: null },
    ...{ followers: sends, ...own },
  };
}

function plan(entries: Entry[], own: Partial<Plan> = {}): Plan {
  const sending = reckon(entries, { followers: 7, servers: 2 }, () => false);
  return {
    now,
    baseline: 0,
    entries,
    profiles: [],
    sending,
    problems: [],
    decisions: [],
    silent: { before: 0, posts: [] },
    refused: [],
    ...own,
  };
}

const page = (made: Plan, own = {}): string => planLines(made, site, { all: false, isBrief: false, ...own }).join('\n');

describe('what followers hear of a post', () => {
  const uri = '/ap/posts/a';
  const named = { uri, id: 'a', path: 'posts/a.md', permalink: '/posts/a', title: 'A' };
  const create: Telling = { ...named, kind: 'create', account: 'james' };
  const update: Telling = { ...create, kind: 'update' };
  const cases: [string, Partial<Look>, Partial<Look>, Partial<Fate>][] = [
    [
      'what rests goes at its time',
      { waiting: [{ ...create, at: later, isOff: false }] },
      { told: [create] },
      { state: 'sends', why: null, at: later, message: 'new' },
    ],
    [
      'what was sent by an account that is gone waits until that is back',
      { voiceless: [update] },
      { voiceless: [update] },
      { state: 'waits', why: 'account gone', message: 'edit', account: 'james' },
    ],
    [
      'what is due goes now',
      { told: [update] },
      { told: [update] },
      { state: 'sends', why: null, at: now, message: 'edit' },
    ],
    [
      'without auto it goes by hand',
      { waiting: [{ ...create, at: null, isOff: false }] },
      { told: [create] },
      { state: 'sends', why: 'by hand', at: null },
    ],
    [
      'one of many edits goes when the owner publishes',
      { held: [named] },
      { told: [update] },
      { state: 'sends', why: 'many edits', at: null },
    ],
    [
      'a handle that does not lead here holds it back',
      { waiting: [{ ...create, at: null, isOff: true }] },
      { waiting: [{ ...create, at: null, isOff: true }] },
      { state: 'waits', why: 'handle elsewhere', account: 'james' },
    ],
    ['one of a crowd is silent', { silenced: [{ ...named, why: 'crowd' }] }, {}, { state: 'silent', why: 'crowd' }],
    [
      'a silent post that is named goes',
      { silenced: [{ ...named, why: 'old' }] },
      { told: [create] },
      { state: 'sends', why: 'by hand', at: null },
    ],
    [
      'an edit of a silent post is not told',
      { unsaid: [{ ...named, why: 'silent' }] },
      {},
      { state: 'nothing', why: 'untold' },
    ],
    ['a minor edit is not told', { unsaid: [{ ...named, why: 'minor' }] }, {}, { state: 'nothing', why: 'minor' }],
    [
      'what was there at the first look is silent',
      { baseline: 4 },
      { baseline: 4 },
      { state: 'silent', why: 'there before' },
    ],
    ['what no look names is no news', {}, {}, { state: 'nothing', why: 'same' }],
  ];
  it.each(cases)('%s', (_name, alone, asked, fate) => {
    const looks = { alone: { ...emptyLook(), ...alone }, asked: { ...emptyLook(), ...asked } };
    expect(createFates({ site: { accounts: [{}] }, now, ...looks })(uri)).toMatchObject(fate);
    const nobody = createFates({ site: { accounts: [] }, now, ...looks })(uri);
    expect(nobody).toMatchObject({ state: 'nothing', why: 'no account' });
  });
});

describe('the requests of a plan', () => {
  it('are one for each inbox, and two for each server or three where there is a picture', () => {
    const edit = entry({ id: 'b', what: 'edit', followers: { ...sends, message: 'edit' } });
    const removal = entry({
      id: 'c',
      what: 'removal',
      followers: { ...sends, message: 'removal', deliveries: 5, servers: 4 },
    });
    const silent = entry({ id: 'd', followers: { ...none, state: 'silent', why: 'old' } });
    expect(reckon([entry(), edit, removal, silent], { followers: 7, servers: 2 }, (id) => id === 'b')).toEqual({
      ...{ messages: 3, followers: 7, servers: 2, deliveries: 11, fetches: 2 * 2 + 2 * 3, requests: 21, seconds: 1 },
    });
    const large = entry({ followers: { ...sends, deliveries: 1001, servers: 900 } });
    expect(reckon([large], { followers: 2000, servers: 900 }, () => false)).toMatchObject({ seconds: 21 });
  });
});

describe('a scheduled file', () => {
  const due = new Date('2026-12-24T18:00:00Z');
  const written = (lines: string, path = 'posts/quiet.md') => {
    const text = `---\ntitle: Quiet days\n${lines}---\nx\n`;
    const { entry: read } = parseEntry(path, new TextEncoder().encode(text), {
      timezone: 'UTC',
      permalink: '/posts/:slug',
    } as never);
    if (!read) throw new Error('It cannot be read.');
    return read;
  };
  const accounts = [{}] as never;
  it.each([
    ['goes to followers at its instant', '', site.publish, { state: 'waits', why: 'scheduled', at: due }],
    [
      'waits for the owner where nothing goes by itself',
      '',
      { ...site.publish, auto: false },
      { state: 'waits', at: null },
    ],
    [
      'stays silent where its author keeps it back',
      'federate: false\n',
      site.publish,
      { state: 'silent', why: 'kept back' },
    ],
  ])('%s', (_name, lines, publish, fate) => {
    expect(scheduledEntry(written(lines), due, { publish, accounts })).toMatchObject({ appears: due, followers: fate });
  });
  it('goes to nobody without an account', () => {
    const { followers } = scheduledEntry(written(''), due, { publish: site.publish, accounts: [] });
    expect(followers).toMatchObject({ state: 'nothing', why: 'no account' });
  });
});

describe('the page of a plan', () => {
  it('says when a post that is put off comes back, and that followers keep it', () => {
    const putOff = entry({
      ...{ what: 'scheduled', appears: new Date('2026-12-24T18:00:00Z'), page: 'stays' },
      followers: { ...none, state: 'nothing', why: 'put off' },
    });
    const lines = page(plan([putOff]));
    expect(lines).toMatch(/^Scheduled:\n {2}back +The first frost +2026-12-24 18:00\n/);
    expect(lines).toContain('hidden until then; followers keep what they have');
    expect(lines).not.toContain('deleted');
  });

  it('says of which posts nobody is told because the account that sent them is gone', () => {
    const mute = entry({ what: 'edit', followers: { ...none, state: 'waits', why: 'account gone', account: '2' } });
    expect(page(plan([mute])).replaceAll('\n', ' ')).toContain(
      'Waits until the account that sent it is in postern.yaml again, with the id 2:',
    );
  });

  it('shows what waits because the content folder looks like an accident', () => {
    const stopped = entry({ what: 'edit', followers: { ...none, state: 'waits', why: 'accident', message: 'edit' } });
    expect(page(plan([stopped]))).toMatch(/^Waits until the content folder is in order again:\n {2}edit /);
  });

  it('says in one line that there is nothing', () => {
    expect(page(plan([]))).toBe('Nothing has changed, and nothing waits.');
    expect(page(plan([]), { isBrief: true })).toBe('Nothing would be sent.');
  });

  it('says what one post would do, to whom and when', () => {
    expect(page(plan([entry()]))).toBe(
      [
        'postern publish would send 1 message to 7 followers on 2 servers.',
        'About 7 requests within 1 second: 3 deliveries, and up to 4 by which those',
        'servers ask for the page, the post and its picture, each once for every message.',
        '',
        '  new      The first frost                                      2026-11-21 09:41',
        '           content/posts/a.md',
        '',
        'At the time on the right a running server sends it by itself; postern publish',
        'does it at once.',
      ].join('\n'),
    );
  });

  it('says that there are no followers', () => {
    const nobody = entry({ followers: { ...sends, deliveries: 0, servers: 0 } });
    expect(page(plan([nobody]))).toContain('to nobody: there are no followers yet.');
  });

  const whys = ['crowd', 'old', 'there before', 'kept back'] as const;
  const nothings = ['untold', 'minor', 'same', 'page', 'no account'] as const;
  const unsent = [
    ...whys.map((why) => entry({ path: `content/posts/${why}.md`, followers: { ...none, state: 'silent', why } })),
    ...nothings.map((why) => entry({ path: `content/posts/${why}.md`, followers: { ...none, state: 'nothing', why } })),
  ];
  it('says of each post that is sent to nobody why', () => {
    const text = page(plan(unsent));
    for (const { path } of unsent) expect(text).toMatch(new RegExp(`^[A-Z].*:\n  new      ${path}$`, 'm'));
    expect(text).toContain('postern publish --announce FILE');
    expect(page(plan(unsent.filter(({ followers }) => followers.why === 'same')))).not.toContain('--announce');
  });

  it('stays within 80 columns and about a screen, however many posts there are and however they are called', () => {
    const long = 'A title that goes on and on '.repeat(9);
    const many = Array.from({ length: 300 }, (_, index) => {
      const from = index % 3 === 0 ? { path: `content/posts/before-${index}.md`, address: 'https://x' } : null;
      const own = { id: `${index}`, path: `content/posts/${index}.md`, title: index % 2 ? long : null, from };
      const followers = [sends, unsent[index % 9]?.followers ?? sends][index % 2] ?? sends;
      return entry({ ...own, followers });
    });
    const made = plan(many, { decisions: decisionsOf({ held: null, edits: 7, questions: [], problems: [] }) });
    const lines = planLines(made, site, { all: false, isBrief: false });
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeLessThan(140);
    expect(lines).toContain('  and 140 more: postern plan --all');
    const all = planLines(made, site, { all: true, isBrief: false }).join('\n');
    for (const { path } of many) expect(all).toContain(path);
  });

  it('says what is hidden, since when, and when it goes', () => {
    const removal = { since: now, at: new Date('2026-11-22T09:31:00Z'), isWithdrawn: false };
    const waits = {
      ...none,
      state: 'waits' as const,
      why: 'removal' as const,
      message: 'removal' as const,
      at: removal.at,
    };
    const text = page(plan([entry({ what: 'removal', page: 'disappears', removal, followers: waits })]));
    expect(text).toBe(
      [
        '1 post hidden, and still to be deleted:',
        '  content/posts/a.md',
        '    since 2026-11-21 09:31; deleted for good 2026-11-22 09:31;',
        '    followers are told then',
        'To delete it at once: postern publish --confirm-removals. To keep it, bring the',
        'file back.',
      ].join('\n'),
    );
    const held = entry({ removal: { ...removal, at: null }, followers: { ...none, state: 'nothing', why: 'untold' } });
    expect(page(plan([held]))).toContain('since 2026-11-21 09:31; deleted when you confirm it\n');
  });
});
