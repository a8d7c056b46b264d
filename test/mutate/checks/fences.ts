// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../mutation.ts';

const load = 'src/federation/load.ts';

/** What stands around Fedify: what it is given to load with, what it may load, what it signs. */
export const fenceChecks: Mutation[] = [
  ...of('src/federation/contexts.ts', [
    [
      'no context of every object',
      'if (Object.hasOwn(preloadedContexts, url)) return',
      'if (url in preloadedContexts) return',
    ],
    ['no further context of every object', 'if (Object.hasOwn(further, url)) return', 'if (url in further) return'],
    ['Akkoma’s by its exact path', '/^https:\\/\\/[^/]+\\/schemas\\/litepub-0\\.1\\.jsonld$/', '/litepub/'],
  ]),
  ...of('src/federation/read-json.ts', [
    ['an object', 'isObject(value) ? value : null', 'value as Record<string, unknown>'],
    ['JSON', '} catch {\n    return null;', '} catch (error) {\n    throw error;'],
  ]),
  ...of('src/federation/load/turns.ts', [
    ['two at a time', 'if (line.running < atOnce) line', 'if (true as boolean) line'],
    ['a hundred wait', 'else if (line.waiting.length >= mostWaiting) throw', 'else if (false as boolean) throw'],
    [
      'nothing is left of who is done',
      'if (line.running === 0) busy.delete(name);',
      '',
      'memory alone: test/long/day.ts watches it grow',
    ],
    ['whoever is next', 'if (next) next();\n      else line.running -= 1;', 'line.running -= 1;\n      next?.();'],
  ]),
  ...of('src/federation/load/refused.ts', [
    ['404 is gone', 'statusOf(error) === 404 || isGoneForGood(error)', 'isGoneForGood(error)'],
    ['410 is gone', 'return statusOf(error) === 410;', 'return false;'],
    [
      '404 is not gone for good',
      'return statusOf(error) === 410;',
      'return statusOf(error) === 410 || statusOf(error) === 404;',
    ],
  ]),
  ...of('src/federation/sign.ts', [
    ['a GET covers its target', "const headers = '(request-target) host date';", "const headers = 'host date';"],
    [
      'a POST covers its body',
      "const headers = '(request-target) host date digest';",
      "const headers = '(request-target) host date';",
    ],
    ['a POST has its digest', '`digest: SHA-256=${digest}`,', '`digest: SHA-256=`,'],
    ['a message has its digest', '`sha-256=:${digest}:`', '`sha-256=::`'],
  ]),
  ...of('src/federation/signer.ts', [
    ['the key of the account', 'keys.rsaOf(account, made)', 'keys.rsaOf(account, null)'],
  ]),
  ...of(load, [
    ['only its own host says that it is gone', 'isOf(url, answer) ? new Response', 'true ? new Response'],
    [
      'another host does not say what it is',
      "if (!isOf(asked, first)) throw new FetchError(url, 'is what another host says it is');",
      '',
    ],
    ['its own host says what it is', ' || !isOf(home, second)', ''],
    ['an ActivityPub type', 'if (!isActivityType(answer.type)) throw', 'if (false as boolean) throw'],
    [
      'a JSON object',
      "if (!document) throw new FetchError(url, 'is no JSON object');",
      'if (!document) throw new Error();',
    ],
    [
      'an id',
      "if (typeof id !== 'string' || !URL.canParse(id)) throw new FetchError(url, 'has no id');",
      "if (typeof id !== 'string') throw new Error();",
    ],
    ['what its id serves', 'second.document.id !== id || ', ''],
    [
      'an actor that names what was asked',
      "'publicKey' in second.document && !names(second.document, [url, asked])",
      'false',
    ],
    ['four fetches', 'if (left === 0) throw', 'if (false as boolean) throw'],
    ['none twice', 'if (kept) return kept;', ''],
    [
      'contexts are not fetched',
      "return remote(url, context ?? { '@context': {} });",
      'return context ? remote(url, context) : load(url, fetchDocument);',
    ],
    [
      'a context is not fetched by who asks for a document',
      'return context ? remote(url, context) : load(url, fetchOnce);',
      'return load(url, fetchOnce);',
    ],
    ['said once', '!unknown.has(url) && unknown.size < 1000', 'unknown.size < 1000'],
    ['a thousand said', ' && unknown.size < 1000', ''],
  ]),
];
