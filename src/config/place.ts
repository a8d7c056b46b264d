import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Place } from '../config.ts';
import type { Problem } from '../problem.ts';
import { alternatives, nearest } from './nearest.ts';
import { type Environment, environmentProblem, readVariables, type Variable } from './variables.ts';
import { isWrong, type Parsed } from './wrong.ts';

const roles = ['all', 'web', 'worker'] as const;
const logs = ['pretty', 'json'] as const;
const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** What the environment says about the place where the blog runs; `url` is POSTERN_URL as written, or null. */
export interface Surroundings {
  place: Place;
  url: string | null;
  problems: Problem[];
}

/** Reads the environment. What is wrong there is told by the variable's name, and its default stands in for it. */
export function readPlace(environment: Environment, folder: string): Surroundings {
  const { values, problems } = readVariables(environment);
  const read = <Value>(name: Variable, parse: (text: string) => Parsed<Value>, otherwise: Value): Value => {
    const written = values[name]?.trim();
    if (!written) return otherwise;
    const parsed = parse(written);
    if (!isWrong(parsed)) return parsed.value;
    problems.push(environmentProblem(`${name} ${parsed.what}`, parsed.mend));
    return otherwise;
  };
  const place: Place = {
    host: read('POSTERN_HOST', parseListeningHost, 'localhost'),
    port: read('POSTERN_PORT', parsePort, 3000),
    database: read('POSTERN_DATABASE', (text) => parseDatabase(text, folder), resolve(folder, 'data/postern.db')),
    role: read('POSTERN_ROLE', oneOf(roles), 'all'),
    trustProxy: read('POSTERN_TRUST_PROXY', parseTrust, false),
    allowPrivateAddresses: read('POSTERN_ALLOW_PRIVATE_ADDRESSES', parsePrivate, []),
    webhook: read('POSTERN_WEBHOOK', parseWebhook, null),
    log: read('POSTERN_LOG', oneOf(logs), 'pretty'),
    logLevel: read('POSTERN_LOG_LEVEL', oneOf(levels), 'info'),
  };
  return { place, url: values.POSTERN_URL?.trim() || null, problems };
}

function oneOf<Word extends string>(words: readonly Word[]): (text: string) => Parsed<Word> {
  return (text) => {
    const word = words.find((one) => one === text.toLowerCase());
    const guess = nearest(text, words);
    return word
      ? { value: word }
      : { what: `is "${text}".`, mend: guess ? `Did you mean ${guess}?` : `Set it to ${alternatives(words)}.` };
  };
}

function parseListeningHost(text: string): Parsed<string> {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(bare)) return { value: bare };
  return {
    what: `is "${text}", which is no address to listen on.`,
    mend: 'Set it to localhost, 0.0.0.0 (every address of this machine) or one address of it.',
  };
}

function parsePort(text: string): Parsed<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535
    ? { value: port }
    : { what: `is "${text}".`, mend: 'Set it to a number from 1 to 65535 (or 0 for any free port).' };
}

function parseDatabase(text: string, folder: string): Parsed<string> {
  const [, scheme] = /^([a-z][a-z0-9+]*):\/\//i.exec(text) ?? [];
  if (!scheme) return { value: resolve(folder, text.replace(/^(file|sqlite):/i, '')) };
  if (/^postgres(ql)?$/i.test(scheme) && URL.canParse(text)) return { value: text };
  // Never the value itself: it may carry a password.
  return {
    what: `begins with ${scheme}://, which is no database that Postern can use.`,
    mend: 'Set it to a path (SQLite) or to postgres://user:password@host/name.',
  };
}

function parseTrust(text: string): Parsed<boolean | string[]> {
  if (/^(true|yes|on|1)$/i.test(text)) return { value: true };
  if (/^(false|no|off|0)$/i.test(text)) return { value: false };
  const names = text.split(/[\s,]+/).filter(Boolean);
  const wrong = names.find((name) => !/^(loopback|linklocal|uniquelocal)$/.test(name) && !isNetwork(name));
  if (wrong === undefined) return { value: names };
  return {
    what: `names "${wrong}", which is no address.`,
    mend: 'Set it to true, false, or the addresses of your proxies such as 10.0.0.1 or 10.0.0.0/8, loopback, uniquelocal.',
  };
}

// Never the value itself: whoever knows the address can write there.
function parseWebhook(text: string): Parsed<URL> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return { value: url };
  return {
    what:
      url?.username || url?.password ? 'carries a user name or a password.' : 'is no address that can be posted to.',
    mend: 'Set it to a whole address such as https://ntfy.example.com/blog.',
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  return (
    isIP(address) !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

function parsePrivate(text: string): Parsed<'loopback' | string[]> {
  if (text === 'loopback') return { value: 'loopback' };
  const pairs = text.split(/[\s,]+/).filter(Boolean);
  const wrong = pairs.find((pair) => !/^([a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i.test(pair));
  if (wrong === undefined) return { value: pairs };
  return {
    what: `names "${wrong}", which is no host with a port.`,
    mend: 'Set it to loopback, or to a list such as 127.0.0.1:3001, otherhost:8080.',
  };
}
