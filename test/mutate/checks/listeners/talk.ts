// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../../mutation.ts';

const talk = 'src/federation/talk';

/** Where what is said belongs, and what is kept of it. */
export const talkChecks: Mutation[] = [
  ...of(`${talk}/take.ts`, [
    ['of whoever is gone nothing', "if (found.state === 'gone') return null;\n    if (known)", 'if (known)'],
    ['a reply to a draft', "if (found?.state === 'closed') return null;", ''],
    ['what hangs in the air is public', 'isOpen && isPublic', 'isOpen'],
    ['a mention of an account', 'return to !== null && !climbed ?', 'return !climbed ?'],
    ['what was fetched is no mention', 'to !== null && !climbed ?', 'to !== null ?'],
    [
      'a crowd that waits',
      "if (place.kind === 'reply' && place.answers === null && !climbed && (await isCrowded(remark.author))) return null;",
      '',
    ],
    [
      'what is refused is not kept',
      "if (verdict === 'refused') return null;\n    const names",
      "if (verdict === 'refused') throw new Error();\n    const names",
    ],
    ['what cannot be cleaned is held', "state === 'shown' && unreadable !== null", 'false'],
    ['what was erased', 'if (await erasures.bars(remark)) return null;', ''],
    [
      'what was deleted before it came',
      "(await early.has('gone', remark.author, remark.uri)) ? takeGone(came) : takeNew(came)",
      'takeNew(came)',
    ],
    ['an edit of what is gone', "row.state === 'gone' || known.author", 'known.author'],
    ['an edit by its author', ' || known.author !== remark.author', ''],
    ['an older edit', ' || !isNewer(remark, row, isEdit)', ''],
    ['a quote that quotes no more', 'if (quotesNoMore(remark, row))', 'if (false as boolean)'],
    ['what the owner hid is not buried', "(state === 'shown' || state === 'held') && (quoted", '(quoted'],
    [
      'an edit is judged by who decided',
      "decided && decided.by !== 'rule' ? ('owner' as const)",
      "decided ? ('owner' as const)",
    ],
    [
      'an edit is judged',
      "const verdict = keptAs(await judging.remark(remark, person, where), held);\n    if (verdict === 'refused')",
      "const verdict = { ...keptAs(await judging.remark(remark, person, where), held) as Kept, state: row.state as Kept['state'] } as Kept | 'refused';\n    if (verdict === 'refused')",
    ],
    ['a day is fresh', 'now.getTime() - known.fetched.getTime() < isFresh', 'true'],
    ['who is unknown comes again', 'throw new Unreadable(actor, found.why);', 'return null;'],
    [
      'only a public branch is asked',
      "kind === 'reply' && post !== null && isPublic;",
      "kind === 'reply' && post !== null;",
    ],
  ]),
  ...of(`${talk}/places.ts`, [
    ['a post that is there', "row.state === 'live' && federates(", 'federates('],
    [
      'a post that is for others',
      "row.state === 'live' && federates({ kind: row.kind, federate: detailsOf(row).federate })",
      "row.state === 'live'",
    ],
    ['a reply to a post that is there still', '(canBeAnswered(answers) || isLive(answers))', 'true'],
    [
      'an object that is alive',
      "and(eq(objects.uri, decoded(path)), eq(objects.state, 'alive'))",
      'eq(objects.uri, decoded(path))',
    ],
    [
      'a thread that is nobody’s any more is closed',
      "return found.length > 0 ? { state: 'closed' } : null;",
      'return null;',
    ],
    ['a thread of an owner', 'isLive(post) && isStillRead(why)', 'isLive(post)'],
    ['a thread of a post that is there', 'isLive(post) && isStillRead(why)', 'isStillRead(why)'],
    ['what was found of a thread', ', isNotNull(adopted.object)));', '));'],
    ['a comment of no post', "row.post === null || row.kind !== 'reply'", 'row.post === null'],
    ['half an escape in an address', '} catch {\n    return path;', '} catch {\n    throw new Error();'],
  ]),
  ...of(`${talk}/judging.ts`, [
    ['who is blocked', 'isBlocked: blocked', 'isBlocked: false'],
    ['who is accepted', "followed.some(({ state }) => state === 'accepted')", 'followed.length > 0'],
    ['followers of that account', 'one.account === account?.id && one.state', 'one.state'],
    [
      'accepted by that account',
      "one.account === account?.id && one.state === 'accepted'",
      'one.account === account?.id',
    ],
    ['who may quote', 'mayQuote: isAllowed', 'mayQuote: true'],
    ['links count', 'links: countLinks(remark)', 'links: 0'],
    ['words in a name', 'return [name, `@${user}@${host}`];', 'return [];'],
    ['words in an emoji', '...(emoji ? [emoji.text] : [])', ''],
  ]),
  ...of(`${talk}/early.ts`, [
    ['what is gone is gone with its actor', "digestOf('gone', actor, actor)]", 'digestOf(work, actor, uri)]'],
    ['only its own actor takes back', 'digestOf(work, actor, uri), digestOf', "digestOf(work, '', uri), digestOf"],
    ['the last instant counts', ', setWhere: lt(received.expires, expires) }', ' }'],
  ]),
  ...of(`${talk}/crowd.ts`, [
    ['so many in all', 'if (inAll) return true;', ''],
    ['so many of one server', 'return ofHost !== undefined;', 'return false;'],
  ]),
  ...of(`${talk}/climb.ts`, [
    ['a parent of whom we block', 'if (await isBlocked(new URL(asked))) return giveUp(waiters, now);', ''],
    [
      'a parent’s author whom we block',
      'if (await isBlocked(new URL(remark.author))) return giveUp(waiters, now);',
      '',
    ],
    ['so many parents a day', 'if (!budget.take({ host: new URL(asked).host }, now))', 'if (false as boolean)'],
    ['a parent that is public', '!reading.ok || !isOpen(reading)', '!reading.ok'],
    ['sixteen steps', ' || depth >= deepest', ''],
    ['a parent of ours that is closed', "found.state === 'closed' || found", 'found'],
    ['three days', 'now.getTime() - row.received.getTime() >= patience', 'false'],
    [
      'another name of what is known',
      "if (remark.uri !== asked && (await places.parent(remark.uri)).state !== 'unknown')",
      'if (false as boolean)',
    ],
    [
      'a parent that is gone',
      '\n        ? giveUp(waiters, now)\n        : { effect',
      ' && (false as boolean)\n        ? giveUp(waiters, now)\n        : { effect',
    ],
  ]),
  ...of(`${talk}/waiting.ts`, [
    ['so many at once', 'found.size < mostAtOnce; )', 'true; )'],
    ['each once', '.filter(({ row }) => !found.has(row.uri))', ''],
    [
      'what is refused goes',
      "if (!verdict || !state || state === 'refused') return away(known, person);",
      "if (!verdict || !state || state === 'refused') return lost(() => []);",
    ],
    ['only what is addressed stays', "known.row.account !== null || known.row.state === 'gone'", 'true'],
  ]),
  ...of(`${talk}/talk.ts`, [
    ['owners tell of what is held', '{ whenHeld: (query, now) => tellSoon(jobs, query, now) }', '{}'],
    ['nobody is an owner by chance', '{ isOwner = () => false }', '{ isOwner = () => true }'],
  ]),
];
