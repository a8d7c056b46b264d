// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../mutation.ts';

const erase = 'src/conversation/erase';

/** What people wish of what is kept of them: to be found or not, and to be forgotten. */
export const privacyChecks: Mutation[] = [
  ...of('src/federation/people/read-person.ts', [
    ['discoverable', 'isDiscoverable: document.discoverable === true', 'isDiscoverable: true'],
    ['indexable', 'isIndexable: document.indexable === true', 'isIndexable: true'],
  ]),
  ...of('src/conversation/speaker.ts', [
    [
      'who is not known to wish it',
      'isDiscoverable: isDiscoverable ?? false, isIndexable: isIndexable ?? false',
      'isDiscoverable: isDiscoverable ?? true, isIndexable: isIndexable ?? true',
      'the columns are never empty',
    ],
    ['a proven owner', 'and ${owners}.proven is not null)', ')'],
    [
      'whoever follows is somebody',
      'const tables = [followers, remarks, reactions];',
      'const tables = [remarks, reactions];',
    ],
    [
      'whoever reacted is somebody',
      'const tables = [followers, remarks, reactions];',
      'const tables = [followers, remarks];',
    ],
  ]),
  ...of('src/web/comment-feeds.ts', [
    [
      'not in the blog’s feed',
      '(await conversations.newest(furthest)).filter(isIndexable)',
      '(await conversations.newest(furthest))',
    ],
    [
      'not in a post’s feed',
      '(await conversations.newest(furthest, key)).filter(isIndexable)',
      '(await conversations.newest(furthest, key))',
    ],
    ['only the author has brackets', ".replace(/[(（﹙⁽₍❨❪⦅⸨]/g, '[')", ''],
    ['in no cache of many', 's-maxage=0', 's-maxage=900'],
  ]),
  ...of('src/web/conversation-view.ts', [
    ['without a face', '.filter(({ isDiscoverable }) => isDiscoverable)', ''],
    ['without a name among quotes', '.filter(({ speaker }) => speaker === null || speaker.isDiscoverable)', ''],
  ]),
  ...of('src/federation/portraits/fetch-picture.ts', [
    ['no picture of whom we block', '!url || (await isBlocked(url))', '!url'],
    [
      'a picture that is one',
      "picture ? { state: 'made', picture } : { state: 'none' }",
      "{ state: 'made', picture: picture as Small }",
    ],
  ]),
  ...of('src/federation/portraits/choose.ts', [
    ['four of one host', ' || before >= mostOfHost', ''],
    ['so many in all', 'chosen.size >= most ||', 'false ||'],
  ]),
  ...of('src/federation/portraits/portraits.ts', [
    ['gone with the last that is shown', 'sql`${people.key} not in ${peopleWithFaces(tables)}`', 'sql`1 = 0`'],
    [
      'of the avatar that they have',
      'and(inArray(people.key, keys), eq(people.avatar, avatar))',
      'inArray(people.key, keys)',
    ],
  ]),
  ...of('src/federation/portraits/wanted.ts', [
    [
      'only of what is shown',
      "and(eq(remarks.state, 'shown'), eq(remarks.kind, 'reply'), hasEmoji)",
      "and(eq(remarks.kind, 'reply'), hasEmoji)",
    ],
    [
      'only of reactions that are shown',
      "where ${reactions.state} = 'shown' and ${reactions.picture}",
      'where ${reactions.picture}',
    ],
  ]),
  ...of(`${erase}/erasures.ts`, [
    [
      'what was erased comes back by no way',
      'hash === it || at.getTime() >= published.getTime()',
      'at.getTime() >= published.getTime()',
    ],
    [
      'whoever was forgotten comes back with nothing old',
      'hash === it || at.getTime() >= published.getTime()',
      'hash === it',
    ],
    ['a new word is one', 'hash === it || at.getTime() >= published.getTime()', 'true'],
    ['the last instant counts', ', setWhere: lt(erasures.at, now) }', ' }'],
  ]),
  ...of(`${erase}/gone-name.ts`, [['a keyed hash', 'prefix + pseudonym(uri)', 'prefix + uri']]),
  ...of(`${erase}/pseudonym.ts`, [
    ['a key', "createHmac('sha256', key)", "createHmac('sha256', 'key')"],
    ['the first process’s key', "Buffer.from((await read()) ?? value, 'base64url')", "Buffer.from(value, 'base64url')"],
  ]),
  ...of(`${erase}/person.ts`, [
    ['noted', 'erasures.note(query, [hash], until),', ''],
    ['what they reported', 'query.delete(reports).where(eq(reports.by, uri)),', ''],
    ['their permissions', 'query.delete(stamps).where(eq(stamps.author, uri)),', ''],
    [
      'what they said',
      '...rows.map(({ key }) => store.bury(query, key)),',
      '',
      'whatever is left goes at the end in one go: this one parts it',
    ],
    ['what they did', 'createReactions(database).undoAllOf(query, uri),', ''],
    ['whatever came meanwhile', 'store.buryAllOf(query, uri),', '', 'it closes an instant that no test can meet'],
    ['they themselves', 'query.delete(people).where(and(eq(people.uri, uri), isNobody(tables))),', ''],
    ['whom our answers name', '...unnamed(query),', ''],
    ['their picture', 'dropUnused(query, tables),', ''],
  ]),
  ...of(`${erase}/own-answers.ts`, [
    ['who is addressed', 'addressed && isGone(addressed.uri) ? null : addressed', 'addressed'],
    ['who is named', 'named.filter(({ uri }) => !isGone(uri))', 'named'],
    ['who is known stays', 'addressed.filter((uri) => !there.has(uri))', 'addressed'],
  ]),
  ...of(`${erase}/replay.ts`, [
    ['what the database lacks', 'listed)\n      .filter(isLacking)', 'listed)\n      .filter(() => false)'],
    ['comments', 'store.bury,\n', '() => database.query.delete(remarks).where(sql`1 = 0`),\n'],
    ['only what the list is about', 'const meant = rows.filter(isMeant);', 'const meant = rows;'],
    ['people', 'if (at) found.push({ uri, at });', ''],
    ['an older line does not undo a later one', 'setWhere: sql`excluded.at > ${erasures.at}`,', ''],
  ]),
  ...of(`${erase}/sweep.ts`, [
    ['addresses become hashes', '.set({ uri: name, due })', '.set({ due })'],
    ['also in what answers them', '.set({ parent: name })', '.set({ parent: uri })'],
    ['what was said about them', ".set({ why: '' })", '.set({})'],
    ['reports about them', 'query.delete(reports).where(inArray(reports.remark, keys)),', ''],
    [
      'so that no backup brings them back',
      '      erasures.note(\n        query,\n        rows.map(({ uri }) => pseudonym(uri)),\n        now,\n      ),\n    ]);\n    await new Promise(setImmediate);\n  }\n}\n\n/** Of likes',
      '    ]);\n    await new Promise(setImmediate);\n  }\n}\n\n/** Of likes',
    ],
    ['the slot of a boost', ".set({ uri: name, slot: '' })", '.set({ uri: name })'],
  ]),
  ...of('src/conversation/retention/retain.ts', [
    [
      'what was held',
      "held: await bury(and(inState('held', 'held'), isStranger, ne(remarks.kind, 'mention'))),",
      'held: 0,',
    ],
    ['what was hidden', "hidden: await bury(and(inState('hidden', 'hidden'), isStranger)),", 'hidden: 0,'],
    ['what waited', "waiting: await bury(inState('waiting', 'waiting'), 'drop'),", 'waiting: 0,'],
    ['what is answered keeps its place', ', sql`not ${isAnswered}`)', ')'],
    ['what is ours stays', "and(inState('hidden', 'hidden'), isStranger)", "inState('hidden', 'hidden')"],
    [
      'reports',
      "reports: await remove(reports, and(isNotNull(reports.closed), lt(reports.closed, before('reports')))),",
      'reports: 0,',
    ],
    ['nobody is kept of whom nothing is', '...letGo(builder, tables, persons),', ''],
  ]),
  ...of('src/conversation/retention/retention.ts', [
    ['thirty days', "name: 'held',\n    days: 30,", "name: 'held',\n    days: 300,"],
    ['ninety days', "name: 'mentions',\n    days: 90,", "name: 'mentions',\n    days: 900,"],
  ]),
  ...of('src/federation/erase/forget.ts', [
    ['what was sent to them', 'await database.atomically((query) => [createJobs(database).add(query, job, now)]);', ''],
    ['their follows', 'await database.atomically((query) => removalOf(query, follower, surroundings));', ''],
    ['a block goes on', 'await hashActorBlock(database, uri);', ''],
    ['their key', 'or(isTheirKey, eq', 'or(eq'],
    ['what they said', 'await erasePerson(database, uri, isGone ? null : byOwner, now, at);', ''],
    ['names of it', 'await sweep(database, now);', ''],
  ]),
  ...of('src/federation/blocks/hashed.ts', [
    ['a name that is forgotten', 'query.delete(blocks).where(eq(blocks.name, known.name)),', ''],
    ['what was said about it', 'name, why: null', 'name'],
  ]),
  ...of('src/federation/erase/erased-list.ts', [
    ['erased again', 'await replay(database, entries, now())', 'await replay(database, [], now())'],
    ['blocked again', 'await blocked.replay(listed.blocks, now())', '0'],
    [
      'people are forgotten again',
      'for (const { uri, at } of people) await forgetActor',
      'for (const { uri, at } of [] as typeof people) await forgetActor',
    ],
    ['lines of another database', 'if (foreign > 0)', 'if (foreign < 0)'],
  ]),
  ...of('src/federation/erase/erased-file.ts', [
    ['lines of this database', 'if (by !== key) listed.foreign += 1;\n        else if', 'if'],
    ['a line that was cut off', "last === '\\n' ? '' : '\\n'", "''"],
    ['for nobody else to read', 'makePrivately(path);', ''],
  ]),
  ...of('src/federation/erase/blocked-list.ts', [
    ['only what is newer', 'listed.filter(({ at }) => at.getTime() > upTo)', 'listed'],
    ['blocks that were taken back', 'for (const name of past) await blocks.remove(name, now);', ''],
    [
      'people by keyed hashes',
      "kind === 'actor' && !isHashed(name) ? hashedName(pseudonym, new URL(name)) : name",
      'name',
    ],
  ]),
];
