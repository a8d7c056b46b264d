// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../mutation.ts';

const webfinger = 'src/federation/webfinger';

/** What WebFinger answers, and what it believes of others. */
export const webfingerChecks: Mutation[] = [
  ...of(`${webfinger}/resource.ts`, [
    [
      'half an escape',
      "if (name === undefined || value === undefined) return { wrong: 'The query is not percent-encoded UTF-8.' };",
      'if (name === undefined || value === undefined) continue;',
    ],
    [
      'a resource',
      "if (!resource) return { wrong: 'Name the resource: ?resource=acct:user@host.' };",
      "if (!resource) return { resource: '', rels: null };",
    ],
    ['one resource', "if (resources.length > 1) return { wrong: 'Name one resource only.' };", ''],
    ['a scheme', 'if (!/^[a-z][a-z0-9+.-]*:/i.test(resource)) return', 'if (false as boolean) return'],
    ['host without case', 'small(scheme) + before + small(host) + after', 'small(scheme) + before + host + after'],
    [
      'scheme without case',
      "host === '' ? small(scheme) + rest : small(scheme) + before",
      "host === '' ? scheme + rest : scheme + before",
    ],
    ['the user with case', '/^(.*@)([^@]*)()$/s', '/^()(.*)()$/s'],
    ['A to Z alone', 'text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())', 'text.toLowerCase()'],
    ['a plus is a plus', 'return decodeURIComponent(text);', "return decodeURIComponent(text.replaceAll('+', ' '));"],
    ['the first =', "const at = parameter.indexOf('=');", "const at = parameter.lastIndexOf('=');"],
    ['no half of a query', '} catch {\n    return undefined;', '} catch {\n    return text;'],
  ]),
  ...of(`${webfinger}/webfinger.ts`, [
    [
      'what is not in the table',
      'if (!entry) return unknown;',
      'if (!entry) return plain(404, `No such account: ${question.resource}`);',
    ],
    [
      'what is wrong is 400',
      "if ('wrong' in question) return plain(400, question.wrong);",
      "if ('wrong' in question) return unknown;",
    ],
    ['what is not known yet', 'if (!jrd) return notYet', 'if (!jrd) return unknown ?? notYet'],
    ['rel filters', 'wanted.has(rel)', 'true'],
  ]),
  ...of(`${webfinger}/table.ts`, [
    [
      'the first that was written down',
      'if (!table.has(resource)) table.set(resource, entry);',
      'table.set(resource, entry);',
    ],
    [
      'by the blog’s own host',
      'for (const host of spellings(hostOf(site))) add',
      'for (const host of spellings(named.host)) add',
    ],
    ['a pointer by its handle alone', 'urls: [],', 'urls: [`https://${pointer.host}/@${pointer.user}`],'],
    ['in its own script', 'domainToUnicode(name)', "''"],
  ]),
  ...of(`${webfinger}/jrd.ts`, [
    ['no drawing as a picture', 'medium && avatarTypes.has(medium.type) ? medium : null', 'medium'],
    ['one subject', '`acct:${user}@${host}`', '`acct:${user.toUpperCase()}@${host}`'],
  ]),
  ...of(`${webfinger}/check-jrd.ts`, [
    ['a JSON object', "if (!said) return { wrong: 'is no JSON object' };", 'if (!said) throw new Error();'],
    ['the account that was asked for', 'if (small(subject) !== small(`acct:${handle}`)) {', 'if (false as boolean) {'],
    ['what it calls itself', '/^acct:([\\w.-]{1,64}@[\\w.:-]{1,253})$/', '/^acct:(.*)$/s'],
    ['fifty links', 'said.links.slice(0, 50)', 'said.links'],
    [
      'the type of an actor',
      "rel === rels.self && typeof type === 'string' && isActivityType(type)",
      'rel === rels.self',
    ],
    ['an actor', "if (!actor) return { wrong: 'names no actor' };", 'if (!actor) throw new Error();'],
    ['its own hosts', 'url && hosts.has(url.host) ? url.href : null', 'url ? url.href : null'],
    ['ten aliases', 'said.aliases.slice(0, maximumAliases)', 'said.aliases'],
    ['an actor elsewhere', 'elsewhere: actor.host !== host', 'elsewhere: false'],
    ['a type of a picture', '/^image\\/[a-z]{3,5}$/.test(link.type)', 'true'],
    ['one place in a template', "template.split('{uri}').length !== 2", 'false'],
    ['a template of its own', 'checked && checked === `${before}URI${after}`', 'checked === checked'],
    ['characters of an address', '/[\\s\\\\"\'`<>\\p{Cc}]/u.test(value)', 'false'],
    ['length of an address', 'value.length > 1000 || ', ''],
    ['a name before the host', "if (url.username !== '' || url.password !== '') return null;", ''],
    ['https, or what the owner allowed', 'url.origin === originOf(url.host) ? url : null', 'url'],
    ['A to Z alone', 'text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())', 'text.toLowerCase()'],
  ]),
  ...of(`${webfinger}/finger.ts`, [
    ['the actor’s host confirms', "if (!('jrd' in found) || !found.elsewhere) return found;", 'return found;'],
    ['the same actor', "'jrd' in confirmed && confirmed.actor === found.actor", "'jrd' in confirmed"],
    ['it speaks of the handle', 'await ask(guard, named, handle)', 'await ask(guard, named)'],
    [
      'a server that is down',
      'if (answer.status >= 500 || answer.status === 429) return',
      'if (false as boolean) return',
    ],
    ['an answer', 'if (answer.status !== 200) return', 'if (false as boolean) return'],
    ['a media type', 'if (!types.test(answer.type)) return', 'if (false as boolean) return'],
    ['refused is not silent', "answer.failed === 'refused' ?", 'false ?'],
  ]),
  ...of(`${webfinger}/elsewhere.ts`, [
    ['a week', 'if (kept && time - kept.stored.getTime() < week) return;', ''],
    ['an hour of peace', 'if (kept && time - (tried.get(handle) ?? 0) < pause) return;', ''],
    [
      'a bad answer changes nothing',
      "if ('jrd' in found) return keep(handle, found);",
      "known.delete(handle);\n    if ('jrd' in found) return keep(handle, found);",
    ],
  ]),
  ...of(`${webfinger}/loop.ts`, [
    ['the actor here', 'if (found.actor === actorId(site, account)) return close(account);', 'return close(account);'],
    ['what leads elsewhere opens', 'if (!lasting) return;', 'return;'],
    ['a silent host opens nothing', 'if (!lasting) return;', ''],
    ['a loop of another address', 'if (row?.value === actorId(site, account)) held', 'if (row) held'],
    ['what does not hold', '!ids.has(id) || held.has(id)', 'true'],
    ['an hour', 'if (last && now().getTime() - last.getTime() < hour) return;', ''],
  ]),
  ...of(`${webfinger}/export.ts`, [
    [
      'what has a meaning in those files',
      '.replace(/"(?:[^"\\\\]|\\\\.)*"/g, (text) => text.replace(/[^\\w "\\\\:/.,;@?=&%+~#()!*-]/g, escaped))',
      '',
    ],
    [
      'escapes of JSON',
      '.replace(/\\\\(?!u)(.)/g, (_, character: string) => escaped(controls[character] ?? character))',
      '',
    ],
    ['a resource twice', '    "~${repeated}" 400;', ''],
    [
      'a resource twice, in Caddy',
      '    handle @postern_repeated {\n        respond 400',
      '    handle @postern_repeated {\n        respond 404',
    ],
    ['GET and HEAD', '"^(GET|HEAD)$"', '"^(GET|HEAD|POST)$"'],
    [
      'characters of a pattern',
      'return `(?:[${character',
      "if (character === '.') return '.';\n  return `(?:[${character",
    ],
    ['the end of a resource', '(?:&|$)`;', '`;'],
    ['one account in a file', 'if (!only || others.length > 0) {', 'if (!only) {'],
  ]),
  ...of(`${webfinger}/remote.ts`, [['the first @', "handle.replace(/^@/, '')", 'handle']]),
  ...of('src/federation/routes.ts', [
    ['one spelling of an address', 'encodeURIComponent(decoded) === part ? decoded : null', 'decoded'],
    ['half an escape', '} catch {\n    return null;', '} catch {\n    return part;'],
    ['a method', "method === 'GET' || method === 'HEAD' ? resource.read() :", 'true ? resource.read() :'],
    ['the account of exactly that id', 'account.id === id', 'account.id.toLowerCase() === id.toLowerCase()'],
    ['below the blog', 'path.startsWith(`${site.base}/`)', 'path.startsWith(site.base)'],
  ]),
  ...of('src/federation/accept.ts', [
    [
      'a profile',
      "return isActivity(type, parameters) && (type === 'application/activity+json' || profilesOf(parameters).length > 0);",
      'return isActivity(type, parameters);',
    ],
    ['that profile', 'profiles.length === 0 || profiles.includes(activityStreams)', 'true'],
    ['wanted more than a page', 'activity > 0 && activity >= page', 'activity > 0'],
  ]),
];
