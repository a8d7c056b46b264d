import { type Mutation, of } from '../../mutation.ts';

const threads = 'src/federation/threads';
const recheck = 'src/federation/recheck';

/** What is looked for by ourselves: threads elsewhere, branches, and what was shown once. */
export const threadsChecks: Mutation[] = [
  ...of(`${recheck}/remarks.ts`, [
    ['gone twice', 'row.missed + 1 >= mostMissed', 'row.missed + 1 >= 1'],
    ['who is blocked is not asked', 'if (await isBlocked(new URL(author))) return later(one, row.missed, next);', ''],
    [
      'a server that does not answer',
      "if (look.state === 'unknown') return later(one, row.missed, next);",
      "if (look.state === 'unknown') return later(one, row.missed + 1, next);",
    ],
    ['once there it is not half gone', 'await later(one, 0, next);', 'await later(one, row.missed, next);'],
  ]),
  ...of(`${recheck}/people.ts`, [
    ['somebody gone twice', 'if (missed + 1 < mostMissed)', 'if (false as boolean)'],
    ['who is blocked is not asked', 'if (await isBlocked(new URL(one.uri))) return rest(one, 0, in1(week));', ''],
    [
      'somebody whose server does not answer',
      "if (found.state === 'unknown') return rest(one, missed, in1(day));",
      "if (found.state === 'unknown') return forget(one.uri, now);",
    ],
  ]),
  ...of(`${recheck}/look.ts`, [
    ['another at its address', '!isObject(document) || document.id !== row.uri', '!isObject(document)'],
    ['another’s words', "if (!reading.ok) return { state: 'missed' };", "if (!reading.ok) return { state: 'same' };"],
    ['gone is not away', "isGone(error) ? 'missed' : 'unknown'", "'missed'"],
  ]),
  ...of(`${recheck}/schedule.ts`, [
    ['a day between', 'export const secondLook = day;', 'export const secondLook = 0;'],
  ]),
  ...of(`${threads}/below.ts`, [
    ['a branch that is shown', "!['shown', 'held'].includes(row.state)", 'false'],
    ['a branch of whom we block', ' || (await isBlocked(new URL(author)))', ''],
    ['so many a day', 'if (!budget.take({ post: row.post, host }, now)) return { effect: null, again };', ''],
    ['a branch at its own id', '!isObject(document) || document.id !== uri', '!isObject(document)'],
    ['one conversation once', ' && !isRead(context, now)', ''],
    ['not our own', ' && !places.isOurs(context)', ''],
  ]),
  ...of(`${threads}/collection.ts`, [
    ['pages of its own origin', 'originOf(address) !== origin || passed', 'passed'],
    ['pages in a ring', ' || passed.has(address)', ''],
    ['so many pages', 'if (fetches.left <= 0) return', 'if (false as boolean) return'],
    ['so many ids', 'if (ids.size >= most) return', 'if (false as boolean) return'],
    ['a collection', ' || !listOf(at.type).some((type) => kinds.has(String(type)))', ''],
  ]),
  ...of(`${threads}/find.ts`, [
    [
      'it names its address',
      "if (!names.some((name) => plain(name) === plain(address))) return hindered('unnamed');",
      '',
    ],
    ['an owner began it', "if (!(await isProven(reading.remark.author))) return hindered('foreign');", ''],
    ['it is public', "if (!isOpen(reading)) return hindered('private');", ''],
  ]),
  ...of(`${threads}/found.ts`, [
    ['not our own', '.filter((one) => !places.isOurs(one))', ''],
    ['so many of one look', 'chosen.length < mostPerLook &&', ''],
    ['not of whom we block', '!(await isBlocked(new URL(id))) &&', ''],
    ['so many a day', '&&\n        budget.take({ post, host: new URL(id).host }, now)', ''],
    ['what was erased is not asked for', ' && !erased.has(id)', ''],
  ]),
  ...of(`${threads}/thread.ts`, [
    ['another post’s thread', 'if (holder !== null) return hindered(row, taken(holder), now);', ''],
    ['a thread on this blog', 'if (isOurs(row.address)) return hindered(row, hindrances.own, now);', ''],
    ['what left a thread and is there', 'if (isThere) return over;', ''],
    ['a thread that is gone once', "if (state === 'gone' && missed > 0)", "if (state === 'gone')"],
    ['eight looks a pass', ' && looks < looksPerPass', ''],
  ]),
  ...of(`${threads}/leave.ts`, [
    [
      'what the owner hid stays away',
      'const buried = new Set(decided.map(({ key }) => key));',
      'const buried = new Set<number>();',
    ],
    ['our own answers stay', " && !uri.startsWith('/')", ''],
    ['the line is back', 'if (back.length > 0) return { effect: null, again: null };', ''],
  ]),
  ...of(`${threads}/adopt.ts`, [
    ['one post has a thread', 'holder && holder.post !== one.post ? writeWhy(taken(holder.path)) : null', 'null'],
  ]),
  ...of(`${threads}/hindrance.ts`, [
    [
      'a thread of nobody proven is read no more',
      'return why === null || why === writeWhy(hindrances.gone)',
      'return true || why === writeWhy(hindrances.gone)',
    ],
  ]),
  ...of('src/federation/budget.ts', [
    ['what is spent', '(spent.get(name) ?? 0) >= limit', 'false'],
    ['a day', 'date !== today ||', 'false ||'],
    ['names of hosts', ' || spent.size > mostNames', ''],
  ]),
];
