// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../mutation.ts';

const websub = 'src/federation/websub';

/** What the hub takes from strangers, whom it asks, and whom it tells. */
export const websubChecks: Mutation[] = [
  ...of(`${websub}/address.ts`, [
    ['none where none is wanted', "if (site.hub === 'none') return null;", ''],
    [
      'only where others could reach it',
      "if (protocol !== 'https:' && !(isNear && ",
      "if (protocol !== 'https:' && !(true && ",
    ],
    ['only where near servers are allowed', "allowPrivateAddresses === 'loopback'", 'true'],
  ]),
  ...of(`${websub}/request.ts`, [
    ['each field once', 'form.getAll(name).length > 1', 'false'],
    ['a mode', "mode !== 'subscribe' && mode !== 'unsubscribe'", 'false'],
    ['so long a secret', 'secret !== null && Buffer.byteLength(secret) > longestSecret', 'false'],
    ['a secret that a database keeps', "secret?.includes('\\0')", 'false'],
    ['a number of seconds', '!/^\\d+$/.test(seconds)', 'false'],
    ['an hour at least', 'Math.max(leases.least, Number(seconds))', 'Number(seconds)'],
    [
      'thirty days at most',
      'Math.min(leases.most, Math.max(leases.least, Number(seconds)))',
      'Math.max(leases.least, Number(seconds))',
    ],
  ]),
  ...of(`${websub}/callback.ts`, [
    [
      'so long',
      'written.length > longest',
      'false',
      'what is longer as it is written is longer as a URL, which is looked at too',
    ],
    ['so long as a URL', '|| url.href.length > longest', ''],
    ['no fragment', "written.includes('#')", 'false'],
    ['what the guard would let out', '!reachOf(url, allowPrivateAddresses)', 'false'],
    ['not this blog', 'own.includes(url.host) ?', 'false ?'],
    ['not the hosts of its handles', '...[...site.accounts, ...site.pointers].map(({ host }) => host)', ''],
    ['all hosts of an owner', 'labels.slice(isShared ? -3 : -2)', 'labels'],
    ['an owner with a short name', 'labels.at(-1)?.length === 2 && shared', 'shared'],
    ['all addresses of an owner', 'return blockOf(literal)', 'return literal'],
    ['its own query', "callback.includes('?') ? '&' : '?'", "'?'"],
  ]),
  ...of(`${websub}/topic.ts`, [
    ['no query', "url?.search !== '' ||", 'url === null ||'],
    ['of this blog', 'url.origin !== new URL(site.origin).origin', 'false'],
    ['below its path', '!url.pathname.startsWith(`${site.base}/`)', 'false'],
    ['so long', 'path.length <= longestPath ? path : null', 'path'],
    ['not the date of the whole', ".replace(/<(lastBuildDate|updated)>[^<]*<\\/\\1>/, '')", ''],
  ]),
  ...of(`${websub}/hub.ts`, [
    ['so many a minute', 'if (wait > 0)', 'if (wait < 0)'],
    ['not who is blocked', 'if (await isBlocked(callback))', 'if (false as boolean)'],
    ['only feeds', 'found?.path ?? ((await mayEnd()) ? path : null)', 'path'],
    ['to end only what one has', ' && (await subscriptions.has({ topic: path, callback: href }))', ''],
    ['a topic that a key has room for', '|| topic.length > longestPath', ''],
    [
      'what can be asked',
      'if (!readUrl(questionAt({ callback: href, asked: asked.topic }, longestQuestion)))',
      'if (false as boolean)',
    ],
    ['room to keep it', 'if (isFull)', 'if (false as boolean)'],
    ['room to wait', 'if (!(await mayWait(host, subject)))', 'if (false as boolean)'],
    ['no second place for the same', 'if (waiting.some((one) => one.subject === subject)) return true;', ''],
    ['so many of one domain', 'ofDomain < mostWaiting.perDomain', 'true'],
    ['the last that is asked', ', isNewest: true }', ' }'],
  ]),
  ...of(`${websub}/verify.ts`, [
    ['not who is blocked', '|| (await isBlocked(new URL(wish.callback)))', ''],
    ['so many questions', 'if (wait > 0)', 'if (wait < 0)'],
    ['a feed that is there', 'if (!(await findTopic(wish.topic)))', 'if (false as boolean)'],
    ['room for one more', 'if (!(await subscriptions.hasRoom({ ...wish, host }, now)))', 'if (false as boolean)'],
    ['through no redirect', 'isOnly: true, ', ''],
    ['a success', 'status >= 200 && status < 300 && ', '', 'of all else the guard reads no body'],
    ['exactly the word', 'body.length === words.length && timingSafeEqual(body, words)', 'true'],
    ['a word that nobody knows', "randomBytes(32).toString('base64url')", "'0'.repeat(43)"],
    ['what changed since they asked', 'jobs.add(query, { ...pushOf(host), due: now }, now),', ''],
    ['at once, also where another one there is refused', 'jobs.sooner(query, pushOf(host), now),', ''],
    ['the price of waiting', 'more < costOfWaiting', 'more < 1'],
    ['a short answer', ', most: longestAnswer', ''],
  ]),
  ...of(`${websub}/subscriptions.ts`, [
    ['so many of one domain', '.length < mostKept.perDomain', '.length >= 0'],
    ['so many feeds', '(topics.has(topic) || topics.size < mostKept.topics)', 'true'],
    ['room for those who are there', 'if (await has({ topic, callback })) return true;', ''],
    [
      'not whose time is over',
      'eq(subscriptions.host, host), gt(subscriptions.expires, now)',
      'eq(subscriptions.host, host)',
    ],
  ]),
  ...of(`${websub}/push.ts`, [
    ['a signature', 'secret === null ? {} :', 'true ? {} :'],
    ['not what was told already', 'digest === row.digest ? null :', 'false ? null :'],
    ['not who is blocked', 'if (await isBlocked(new URL(row.callback)))', 'if (false as boolean)'],
    ['a host that is left alone', 'if (left > started.getTime())', 'if (false as boolean)'],
    ['a host that is down', '|| health.pausedUntil ', ''],
    ['one that is left alone', '|| before.until > started.getTime()', ''],
    ['what changed meanwhile', '&& (await isBehind(host, each, findTopic))', '&& (false as boolean)'],
    ['seven days for what is new', 'if (row.failingSince) await subscriptions.well(row.key);', ''],
    ['who is gone', 'isGone ? null : nextAttempt', 'false ? null : nextAttempt'],
    ['not to wait at the end', 'return stop.unless(guard.post(', 'return (guard.post('],
  ]),
  ...of(`${websub}/stop.ts`, [
    ['what begins after the end', 'if (isOver) end();', ''],
    ['nothing of what is over', '.finally(() => waiting.delete(end))', ''],
  ]),
  ...of(`${websub}/ping.ts`, [['only what changed', 'digestOf(topic) !== (await known(path))', 'true']]),
  ...of(`${websub}/keep-told.ts`, [
    ['a moment of rest', 'still >= quiet', 'still >= 0'],
    ['no longer than that', ' || waited >= longest', ''],
  ]),
  ...of('src/web/hub.ts', [
    ['no browser', 'if (site !== undefined || origin !== undefined)', 'if (false as boolean)'],
    ['no browser, as it says itself', 'site !== undefined || ', ''],
    ['no browser, by its origin', ' || origin !== undefined', ''],
  ]),
];
