import { type Mutation, of } from '../../mutation.ts';

const people = 'src/federation/people';

/** Permissions to quote, reports, people who move, and whom the owner blocked. */
export const othersChecks: Mutation[] = [
  ...of('src/federation/quotes/policy.ts', [
    ['whoever is blocked quotes nothing', 'if (isBlocked) return false;', ''],
    ['followers quote', "(policy === 'followers' && isFollower)", "policy === 'followers'"],
    ['a flood of requests', "if (isMuch) return 'silence';", ''],
    ['what the owner hid', "known?.state === 'hidden' || known?.state === 'gone'", "known?.state === 'gone'"],
    ['what was deleted', "known?.state === 'hidden' || known?.state === 'gone'", "known?.state === 'hidden'"],
    ['what nobody allowed', "return may || isApproved ? 'give' : 'refuse';", "return 'give';"],
  ]),
  ...of('src/federation/quotes/quotes.ts', [
    ['another’s quote', '!target?.account || (stamp && stamp.author !== author)', '!target?.account'],
    ['once a minute', 'if (answered && now.getTime() - answered.getTime() < pause) return null;', ''],
    ['ten quotes of a post', '(await stamps.count(author, post)) >= most', 'false'],
    ['a permission of that post', 'stamp.target === target.object && stamp.account', 'stamp.account'],
  ]),
  ...of('src/federation/quotes/settle.ts', [
    ['nothing in a former account’s name', 'site.accounts.some(({ id }) => id === account)', 'true'],
    [
      'a permission is taken back',
      "if (one.stamp.state === 'given') return revoke(one, now);",
      "if (one.stamp.state === 'given') return () => [];",
    ],
  ]),
  ...of('src/federation/quotes/stamps.ts', [
    [
      'a permission of its author’s',
      'and(eq(stamps.object, object), eq(stamps.author, author))',
      'eq(stamps.object, object)',
    ],
    ['another’s permission is not overwritten', ', setWhere: eq(stamps.author, stamp.author) }', ' }'],
    [
      'a turn from what it was',
      'and(eq(stamps.key, key), eq(stamps.id, id), eq(stamps.state, state))',
      'eq(stamps.key, key)',
    ],
    [
      'what is hidden is allowed no more',
      "inArray(remarks.state, ['hidden', 'gone'])),\n",
      "inArray(remarks.state, ['gone'])),\n",
    ],
  ]),
  ...of('src/federation/reports/reports.ts', [
    ['said twice', 'if (open.some((one) => one.uri === report.uri || isSame(one, report))) return null;', ''],
    ['so many open', 'open.length >= mostOpen ||', 'false ||'],
    ['so many of one server open', ' || open.filter(({ by }) => hostOf(by) === host).length >= mostOfHost', ''],
  ]),
  ...of(`${people}/moves.ts`, [
    ['five of one person', '.limit(most);', ';'],
    ['five who are blocked', ' >= most,\n', ' >= 1_000,\n'],
    ['whoever is not known has not moved', 'row !== undefined && row.to !== null', 'row !== undefined'],
  ]),
  ...of(`${people}/read-person.ts`, [
    ['an actor by its id', ' || document.id !== id || ', ' || '],
    ['a kind of actor', ' || !isActor(document.type)) return null', ') return null'],
    ['an inbox of its own', '!url || url.origin !== home.origin', '!url'],
    ['a user name', ' && /^[\\p{L}\\p{M}\\p{N}_.-]+$/u.test(value)', ''],
    ['length of a user name', 'value.length <= longestUser && ', ''],
    ['a plain address', 'return isPlain && Buffer', 'return Buffer'],
    ['characters of an address', '/[\\s\\\\\\p{Cc}]/u.test(value) || ', ''],
    ['direction of a name', "    .replace(/[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]/g, '');", ';'],
    ['length of a name', '.slice(0, longestName).join', '.join'],
    [
      'length of a picture’s address',
      'address !== null && Buffer.byteLength(address) <= longestUrl ? address : null',
      'address',
      'an address is no longer than 2,000 bytes anyhow (remarks/value.ts)',
    ],
  ]),
  ...of('src/federation/spelling.ts', [
    ['the dot at the end of a host', ".replace(/\\.+$/, '')", ''],
    ['a fragment of an actor', "plain.hash = '';", ''],
  ]),
  ...of('src/federation/blocks/is-blocked.ts', [
    ['a server above', 'return [...own, ...withThoseAbove(host)];', 'return [...own, host];'],
    ['whoever was forgotten', '...(pseudonym ? [hashedName(pseudonym, actor)] : [])', ''],
    [
      'an address is no name',
      "if (isIP(host.replace(/^\\[|\\]$/g, '')) !== 0) return [...own, host];",
      '',
      'no list names a part of an address',
    ],
    ['a server, whatever is wanted there', "isBlocked(new URL('/', url))", 'isBlocked(url)'],
  ]),
  ...of('src/federation/blocks.ts', [
    ['where they have moved', '...(await movedFrom(wanted))', ''],
    ['what they said is hidden', 'await said.hide(await coveredBy(named), now);', ''],
    ['their follows end', 'const ended = await covered(named);', 'const ended: Follower[] = [];'],
    ['another block still covers', 'isCovered(uri) && !isCoveredElse(uri)', 'isCovered(uri)'],
  ]),
  ...of('src/federation/receive.ts', [
    [
      'what is not open takes nothing',
      'return isOpen ? inbox.receive(request, account) : notHereYet;',
      'return inbox.receive(request, account);',
    ],
  ]),
];
