import { type Mutation, of } from '../../mutation.ts';

const inbox = 'src/federation/inbox';

/** Who is proven, how often things come, and what is answered. */
export const arrivalChecks: Mutation[] = [
  ...of(`${inbox}/stop.ts`, [['too many', 'after === 0 ? null', 'after >= 0 ? null']]),
  ...of(`${inbox}/trouble.ts`, [
    ['an actor that cannot be read now', 'if (error instanceof Unreadable) {', 'if (false) {'],
    ['a database that cannot be used', 'if (isDatabase(error)) {', 'if (false) {'],
    ['codes of plain reads', "('code' in cause && databaseCodes.test(String(cause.code)))", 'false'],
    [
      'our own mistake is the sender’s',
      "return plain(400, 'This activity cannot be read.');",
      "return plain(500, 'This activity cannot be read.');",
    ],
    ['a mistake is told once', "told.has(where) || told.size >= mostTold ? 'debug'", "false ? 'debug'"],
    [
      'strangers’ words in a log',
      '.replace(/[^\\x20-\\x7e]/g, (character)',
      '.replace(/[^\\x00-\\uffff]/g, (character)',
    ],
    [
      'length in a log',
      'JSON.stringify(text.slice(0, 200))',
      'JSON.stringify(text)',
      'cut again after it is escaped: this one only saves work',
    ],
  ]),
  ...of(`${inbox}/remote-key.ts`, [
    [
      'a key of its own address is asked of its own host',
      "pem === null || typeof owner !== 'string' || !sameOrigin(owner, id)",
      "pem === null || typeof owner !== 'string'",
    ],
    ['a key that its owner lists', 'listed?.pem === pem ? listed : null', '{ id, owner, pem }'],
    [
      'a key on its owner’s origin',
      "const owner = actor.id;\n  if (typeof owner !== 'string' || !sameOrigin(owner, id)) return null;",
      "const owner = actor.id;\n  if (typeof owner !== 'string') return null;",
    ],
    ['a key by its id', 'keys.find((one) => one.id === id)', 'keys[0]'],
    ['a key that names its owner', 'key && (key.owner === undefined || key.owner === owner)', 'key'],
    ['length of a key’s text', ' || pem.length > 8192', ''],
    ['a public key', " || !pem.includes('PUBLIC KEY')", ''],
    ['an RSA key', "key.asymmetricKeyType !== 'rsa' || bits", 'bits'],
    ['a key of too few bits', 'bits < fewestBits ||', ''],
    ['a key of too many bits', ' || bits > mostBits', ''],
  ]),
  ...of(`${inbox}/keyring.ts`, [
    ['one look at a key at a time', 'if (under) return under;', ''],
    ['a key is asked for anew no more than every five minutes', 'fresh && now - known.asked >= refetch', 'fresh'],
    ['a failure is remembered', 'Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10))', '0'],
    ['a key that is gone', 'if (isGone(error)) return', 'if (false) return'],
    [
      'a key while its server is down',
      'down && before?.key && now - before.seen < patience ? before.key : null',
      'null',
    ],
    ['a week at most', ' && now - before.seen < patience', ''],
    ['nothing is learnt where nobody was asked', 'if (error instanceof Unasked) throw error;', ''],
  ]),
  ...of(`${inbox}/kept-keys.ts`, [
    ['keys in memory', 'if (memory.size > mostInMemory && oldest !== undefined)', 'if (false as boolean)'],
    [
      'keys in the database',
      'await query.delete(caches).where(inArray(caches.key, oldest.limit(1_000_000).offset(most)));',
      '',
    ],
    ['old keys go', 'await query.delete(caches).where(and(isKey, lt(caches.expires, time)));', ''],
    ['ids of keys have one length', "prefix + createHash('sha256').update(id).digest('base64url')", 'prefix + id'],
  ]),
  ...of(`${inbox}/verify.ts`, [
    ['the signature fits the key', 'return verified !== null;', 'return true;'],
    ['the key is the actor’s', 'owner === actor ? { ok: true }', 'true ? { ok: true }'],
    [
      'a key that is renewed',
      'const isProven = newer.pem !== key.pem && (await fits',
      'const isProven = false && (await fits',
    ],
    [
      'the same key is not tried twice',
      'newer.pem !== key.pem && ',
      '',
      'the same key does not fit a second time: it only saves work',
    ],
    [
      'a key that cannot be read',
      "if (state === 'unavailable') return { ok: false, status: 401, why: 'The key cannot be read.' };",
      '',
    ],
    [
      'a key that is gone proves a Delete alone',
      "if (claim.type !== 'Delete') return { ok: false, status: 401, why };",
      '',
    ],
    ['the Delete of an actor by itself', 'isItself && (await', '(await'],
    ['an actor that is gone just now', 'isItself && (await isGoneNow(claim.actor, load))', 'isItself'],
    ['the public host', "headers.set('host', url.host);", ''],
    ['what Fedify throws', 'return false;\n    }', 'throw new Error();\n    }'],
    [
      'no key but the one that was found',
      'href === address ? ready : null',
      'ready',
      'the gate lets one signature through, whose key this is',
    ],
  ]),
  ...of(`${inbox}/prove.ts`, [
    ['what is not verified', '{ status: verdict.status, why: verdict.why }', 'null'],
    ['an actor that is gone needs no proof', 'if (verdict.gone) return null;', ''],
    ['a proven server counts', 'rates.countHost(host, clock.now());', ''],
  ]),
  ...of(`${inbox}/unreadable.ts`, [['it is known by its class', 'extends Error', 'extends DOMException']]),
  ...of(`${inbox}/inbox.ts`, [
    [
      'a type that every object has',
      'Object.hasOwn(handlers, type) && handlers[type]',
      'handlers[type]',
      'the table has no prototype',
    ],
    ['hearsay counts its sender', ' && !tooMany(rates.fromAddress(request.address, now)))', ')'],
    ['hearsay only of what has form', 'claim.status === 202 && ', ''],
    ['what is noted comes first', 'error.step < noted', 'false'],
    ['decided five times at most', 'left === 0 || !(error', '!(error'],
    ['decided anew', 'left === 0 || !(error instanceof Unmet)', 'true'],
    ['a Delete of one who is not known', 'isFarewell(claim) && ', 'false && '],
    ['the farewell of the actor alone', "type === 'Delete' && idOf(activity.object) === actor", "type === 'Delete'"],
    ['all that is dropped is answered alike', 'if (status === 202) return accepted;', ''],
    ['what throws is answered', '.catch(trouble)', ''],
  ]),
  ...of(`${inbox}/received.ts`, [
    ['the same signature', 'signature: known.has(signature)', 'signature: false'],
    [
      'the same id',
      'id: known.has(id) && !again.has(claim.type)',
      'id: false',
      'the note of it demands the same, within the transaction',
    ],
    [
      'an id of its own actor',
      "digestOf('id', actor, id)",
      "digestOf('id', id)",
      'the gate holds ids to the origin of their actor; it parts actors of one server',
    ],
    ['what is too old is forgotten', 'await forget(lte(expires, now));', ''],
    ['what is too much is forgotten', 'if (first) await forget(', 'if (first && !most) await forget('],
    ['no signature that is good is forgotten', 'new Date(now.getTime() + signatureIsKept)', 'now'],
    ['what did nothing leaves no id', ' || !hasEffect', ''],
  ]),
];
