import { type Mutation, of } from '../../mutation.ts';

const inbox = 'src/federation/inbox';

/** What each activity may do, once its sender is proven. */
export const inboxChecks: Mutation[] = [
  ...of(`${inbox}/handlers.ts`, [
    [
      'a type of every object',
      'Object.create(null) as Record<string, Handler>',
      '{} as Record<string, Handler>',
      'inbox.ts looks for own types alone',
    ],
    ['a boost by hearsay', 'Announce: react', 'Announce: async () => null'],
  ]),
  ...of(`${inbox}/create.ts`, [
    ['what is named is fetched from its author’s server', 'new URL(id).origin !== new URL(actor).origin', 'false'],
    [
      'what cannot be read is not taken',
      'if (!reading.ok) return null;',
      'if (!reading.ok) throw new Error(reading.why);',
    ],
  ]),
  ...of(`${inbox}/update.ts`, [
    [
      'an Update of an actor by itself',
      'idOf(incoming.activity.object) === incoming.actor ?',
      'idOf(incoming.activity.object) !== null ?',
    ],
    ['an Update of an actor who is known', 'await people.find(actor)', '(await people.find(actor)) ?? ({} as never)'],
    ['pages change with a name', '? [talk.changed(query, now)] : []', '? [] : []'],
  ]),
  ...of(`${inbox}/delete.ts`, [
    [
      'a Delete of an actor by itself',
      'if (id === actor) return farewell(incoming);',
      'if (id !== null && (await people.find(id))) return farewell({ ...incoming, actor: id });',
    ],
    ['a Delete of its own host', 'id === null || new URL(id).origin !== new URL(actor).origin', 'id === null'],
    ['a Delete by its own author', 'if (known.author !== actor) return null;', ''],
    [
      'a Delete before its Create',
      "early.note(query, 'gone', actor, id, now), quotes.drop(query, id, actor)",
      'quotes.drop(query, id, actor)',
    ],
    ['an account’s end ends what it said', 'remarks.buryAllOf(query, actor),', ''],
    ['an account’s end ends what it did', 'reactions.undoAllOf(query, actor),', ''],
    ['an account’s end ends its permissions', 'quotes.dropAllOf(query, actor),', ''],
    ['an account’s end is remembered', "early.note(query, 'gone', actor, actor, now),", ''],
    ['an account’s end is forgotten whole', 'forget(query, actor, known?.inbox ?? null, now),', ''],
    ['a deleted quote keeps no permission', 'quotes.drop(query, id, actor),\n      people.leave', 'people.leave'],
    ['nobody is kept of whom nothing is', 'people.leave(query, actor),', ''],
    ['a deleted comment leaves pages', "...(known.row.state === 'shown' ? [changed(query, now)] : []),", ''],
  ]),
  ...of(`${inbox}/undo.ts`, [
    ['an Undo of a Follow only', "embedded.type !== undefined && embedded.type !== 'Follow'", 'false'],
    ['an Undo of one’s own Follow', 'embedded.actor !== undefined && idOf(embedded.actor) !== actor', 'false'],
    ['an Undo of that Follow', 'follower.follow === id', 'true'],
    ['an Undo of following that account', 'follower.account === account?.id', 'true'],
    ['an Undo of one’s own like', 'if (found && found.person !== actor) return null;', ''],
    ['an Undo of an earlier like comes late', 'if (said && done && done > said) return null;', ''],
    [
      'an Undo before what it undoes',
      "uri === null || (found && !said) ? [] : [early.note(query, 'undone', actor, uri, said ?? now)]",
      '[]',
    ],
    ['an Undo of what is undone changes nothing', "if (found?.row.state === 'undone') return said ? noted : null;", ''],
    ['an Undo of a boost by its id alone', "(uri === null || reaction.kind === 'like')", 'true'],
  ]),
  ...of(`${inbox}/react.ts`, [
    ['likes of a post', 'if (!post || (await early', 'if (!post) throw new Error();\n    if ((await early'],
    [
      'a like by whoever is gone',
      "if (!post || (await early.has('gone', actor, actor))) return null;",
      'if (!post) return null;',
    ],
    ['a like that was undone', 'if (undone && !(at && at > undone)) return null;', ''],
    ['a like that is another’s', 'found.person !== actor || isNoted ? null : noted', 'isNoted ? null : noted'],
    ['a like of an id that was another’s', 'if (found && !undone) return null;', ''],
    ['ten likes of a post by one', '(await reactions.count(actor, post.key, kind)) >= most', 'false'],
    [
      'a like by whoever is refused',
      "if (state === 'refused' || state === 'held') return null;",
      "if (state === 'held') return null;",
    ],
    [
      'a Like is judged',
      'await judging.reaction({ kind, emoji }, said.person, post, now)',
      "(await judging.reaction({ kind, emoji }, said.person, post, now), { state: 'shown' as 'shown' | 'held' | 'refused' | 'hidden' })",
    ],
    [
      'only what a group announces is hearsay',
      "activity.type === 'Announce' ? hearsay",
      "activity.type !== 'none' ? hearsay",
    ],
  ]),
  ...of(`${inbox}/follow.ts`, [
    ['a Follow of an account', '!found || accounts.some((one) => idOfActor(one) === actor)', '!found'],
    ['a Follow at the inbox of its account', 'account === null || account.id === found.id ? found : null', 'found'],
    [
      'a Follow of exactly the id',
      'idOfActor(one) === object);\n  if',
      'String(object).startsWith(idOfActor(one)));\n  if',
    ],
    ['a Follow that must be approved', 'account.manuallyApprovesFollowers && !isAccepted', 'false'],
    [
      'whoever was accepted stays so',
      'account.manuallyApprovesFollowers && !isAccepted',
      'account.manuallyApprovesFollowers',
    ],
    [
      'a Follow of one who has moved here is one',
      '...before.flatMap(({ uri }) => followers.remove(query, { uri, account: account.id }, now)),',
      '',
    ],
    [
      'a Follow by one who is gone',
      "if (found.state === 'gone') return null;",
      "if (found.state === 'gone') throw new Unreadable(actor, 'gone');",
    ],
    ['a Follow whose actor cannot be read now', 'throw new Unreadable(actor, found.why);', 'return null;'],
    ['a Follow by what is no actor', 'if (await incoming.load(actor).then(Boolean, () => false)) return null;', ''],
  ]),
  ...of(`${inbox}/block.ts`, [
    [
      'a Block ends only the sender’s own follow',
      '(await followers.of(actor)).filter((follower) => follower.account === account?.id)',
      '(await followers.of(actor))',
    ],
  ]),
  ...of(`${inbox}/quote.ts`, [
    [
      'a quote of a post',
      'if (object === null || !post) return null;',
      'if (object === null || !post) throw new Error();',
    ],
    [
      'a quote that quotes',
      'if (!reading.ok || reading.remark.quoted === null) return null;',
      'if (!reading.ok) return null;',
    ],
    ['a quote of that post', 'quoted?.key !== post.key || (await', '(await'],
    ['a quote that was deleted', " || (await early.has('gone', actor, remark.uri))", ''],
    ['a quote of one’s own', "known && known.row.state !== 'gone' && known.author !== actor", 'false'],
    ['a quote from one’s own server', 'id === null || originOf(id) !== originOf(actor)', 'id === null'],
  ]),
  ...of(`${inbox}/flag.ts`, [
    ['twenty things named', '.slice(0, mostNamed)', ''],
    ['a report of what is ours', 'if (account === null && remark === null && post === null) return null;', ''],
    ['a report of a comment that is shown', "if (known?.row.state === 'shown')", 'if (known)'],
    ['a report as plain text', "(cleanMarkup(cut)?.text ?? '')", 'cut'],
    ['a report cut', 'letters.length <= longest ? text', 'true ? text'],
    ['lines of a report', 'map((line) => plainLine(line, longest))', 'map((line) => line)'],
  ]),
  ...of(`${inbox}/move.ts`, [
    ['a Move of oneself', 'idOf(activity.object) !== actor || target', 'target'],
    ['a Move to where one is', ' || target === actor) return null;', ') return null;'],
    [
      'a Move to our own server',
      'site.accounts.some((account) => originOf(actorId(site, account)) === originOf(target))',
      'false',
    ],
    ['a Move of one who is known', '!(await people.find(actor))', 'false'],
    ['five Moves of one who is blocked', 'await moves.hasMovedOften(actor)', 'false'],
    ['a Move to one who is blocked', '(await isBlocked(new URL(target))) || ', ''],
    ['a Move to one who has moved', ' || (await moves.hasMoved(target))', ''],
    [
      'a Move without the alias back',
      'document.movedTo == null && listOf(document.alsoKnownAs).includes(from)',
      'document.movedTo == null',
    ],
    ['a Move to one who says to have moved', 'document.movedTo == null && listOf', 'listOf'],
    ['a Move to an actor', '!isObject(document) || !readPerson(document, target)', '!isObject(document)'],
    ['a Move does not end a block', 'if (!isOut) return (query)', 'if (isOut !== undefined) return (query)'],
  ]),
  ...of(`${inbox}/fetched.ts`, [
    ['what cannot be read now comes again', 'throw new Unreadable(actor, sentenceOf(error));', 'return null;'],
    ['what is gone does not', '(error)) return null;', '(error) && (false as boolean)) return null;'],
  ]),
  ...of(`${inbox}/reference.ts`, [
    ['an object is no list', ' && !Array.isArray(value)', '', 'a list has none of the properties that are looked for'],
    ['several ids are none', 'if (others.length > 0) return null;', ''],
  ]),
  ...of(`${inbox}/hearsay.ts`, [
    [
      'not of our own',
      'type === undefined || uri === null || places.isOurs(uri)',
      'type === undefined || uri === null',
    ],
    ['only what is passed on', 'type === undefined || uri', 'uri'],
    ['not of whom we block', '(await isBlocked(new URL(uri))) || !(await concerns', '!(await concerns'],
    ['what concerns us', ' || !(await concerns(uri, isObject(about) ? about : {}))', ''],
    ['so many wait at once', 'rows.length >= mostWaiting ||', 'false ||'],
    ['so many of one server', ' || ofHost.length >= mostOfHost', ''],
    ['so many a day', 'if (!budget.take({ host: new URL(uri).host }, now)) return null;', ''],
    ['who is proven has a budget of their own', 'isProven ? budgets.proven : budgets.anybody', 'budgets.anybody'],
    ['a block since', 'if (await isBlocked(new URL(uri))) return over;', ''],
    ['an author whom we block', ' || (await isBlocked(new URL(reading.remark.author)))', ''],
    ['gone for certain', 'isSecond || isGoneForGood(error)', 'true'],
    ['only what was said to be deleted', 'wasDeleted ? await remarks.find(uri) : null', 'await remarks.find(uri)'],
    ['tried three times', 'attempts + 1 < mostAttempts ?', 'true ?'],
    ['two errors of an hour', 'eq(said.missed, 0)', 'eq(said.key, row.key)'],
  ]),
];
