import type { Json } from '../../support/stranger.ts';
import { type Case, drop, set } from '../case.ts';

const activityJson = 'application/activity+json';

/** What is no activity by its media type. */
const mediaTypes: Case[] = [
  'text/plain',
  'application/json',
  'application/ld+json',
  'application/ld+json; profile="https://www.w3.org/ns/json-ld#context"',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/activity+json-seq',
  'nothing',
].map((type) => ({
  name: `a body that calls itself ${type}`,
  tamper: (sent) => set(sent, 'content-type', type),
  status: 415,
  says: '',
}));

const encodings: Case[] = ['gzip', 'deflate', 'br', 'identity, gzip'].map((coding) => ({
  name: `a body that is said to be ${coding}`,
  tamper: (sent) => set(sent, 'content-encoding', coding),
  status: 415,
  says: 'must not be compressed',
}));

/** Bytes that are properly signed and are no activity. */
function bytes(name: string, text: string | Buffer | ((honest: Json) => string | Buffer), says: string): Case {
  return { name, say: (honest) => (typeof text === 'function' ? text(honest) : text), status: 400, says };
}

const open = (honest: Json): string => JSON.stringify(honest).slice(0, -1);
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const many = (count: number): string => `[${Array(count).fill('1').join(',')}]`;

/** Fills an activity up to so many values, the activity itself and its properties included. */
const valued = (honest: Json, count: number): string =>
  `${open(honest)},"x":${many(count - Object.keys(honest).length - 2)}}`;

const shapes: Case[] = [
  bytes('a blank body', ' ', 'must be JSON'),
  bytes('a list', (honest) => JSON.stringify([honest]), 'must be an object'),
  bytes('a string', '"Follow"', 'must be an object'),
  bytes('a number', '42', 'must be an object'),
  bytes('null', 'null', 'must be an object'),
  bytes('JSON that ends too early', open, 'must be JSON'),
  bytes('a comma too many', (honest) => `${open(honest)},}`, 'must be JSON'),
  bytes('two objects in a row', (honest) => JSON.stringify(honest).repeat(2), 'must be JSON'),
  bytes('a bracket too many', (honest) => `${JSON.stringify(honest)}}`, 'must be JSON'),
  bytes('a string without an end', (honest) => `${open(honest)},"x":"`, 'must be JSON'),
  bytes('a comment', (honest) => `${open(honest)}/* x */}`, 'must be JSON'),
  bytes(
    'a byte that is no UTF-8',
    (honest) => Buffer.concat([Buffer.from(`${open(honest)},"x":"`), Buffer.from([0xff]), Buffer.from('"}')]),
    'must be UTF-8',
  ),
  bytes(
    'a half of a UTF-8 sequence',
    (honest) => Buffer.concat([Buffer.from(`${open(honest)},"x":"`), Buffer.from([0xe2, 0x82]), Buffer.from('"}')]),
    'must be UTF-8',
  ),
  bytes('UTF-16', (honest) => Buffer.from(`\ufeff${JSON.stringify(honest)}`, 'utf16le'), 'must be UTF-8'),
  bytes('a byte order mark', (honest) => `\ufeff${JSON.stringify(honest)}`, 'must be JSON'),
  bytes('33 levels', (honest) => `${open(honest)},"x":${nested(32)}}`, 'too deep'),
  bytes('a hundred thousand levels', '['.repeat(100_000), 'too deep'),
  bytes('2,001 values', (honest) => valued(honest, 2_001), 'too many values'),
  bytes('more commas than values', (honest) => `${open(honest)},"x":[${','.repeat(5_000)}]}`, 'too many values'),
  bytes('a key twice', (honest) => `${open(honest)},"type":"Delete"}`, 'names a key twice'),
  bytes('a key twice, once escaped', (honest) => `${open(honest)},"\\u0074ype":"Delete"}`, 'names a key twice'),
  bytes(
    'a key twice, deep inside',
    (honest) => `${open(honest)},"x":[{"a":1,"b":{"c":1,"c":2}}]}`,
    'names a key twice',
  ),
  bytes('a key that is __proto__', (honest) => `${open(honest)},"__proto__":{"type":"x"}}`, 'not allowed'),
  bytes('a key that is __proto__, escaped', (honest) => `${open(honest)},"\\u005f_proto__":1}`, 'not allowed'),
  bytes('a key that is __proto__, deep inside', (honest) => `${open(honest)},"x":[{"__proto__":1}]}`, 'not allowed'),
  bytes('a key of 300 bytes', (honest) => `${open(honest)},"${'k'.repeat(300)}":1}`, 'too long'),
  bytes('a number of 200 digits', (honest) => `${open(honest)},"x":${'1'.repeat(200)}}`, 'too long'),
];

/** One property made something else; undefined takes it away. */
function property(name: string, key: string, make: (honest: Json) => unknown, says: string): Case {
  return { name, say: (honest) => ({ ...honest, [key]: make(honest) }), status: 400, says };
}

const ids: Case[] = [
  property('an activity without an id', 'id', () => undefined, 'must have an id'),
  property('an id that is a number', 'id', () => 7, 'must have an id'),
  property('an id that is a list', 'id', ({ id }) => [id], 'must have an id'),
  property('an empty id', 'id', () => '', 'must have an id'),
  property('an id that is a path', 'id', () => '/activities/1', 'must have an id'),
  property('an id of another scheme', 'id', () => 'javascript:alert(1)', 'must have an id'),
  property('an id by ftp', 'id', () => 'ftp://elsewhere.example/1', 'must have an id'),
  property('an id by http at a server that was not named', 'id', () => 'http://elsewhere.example/1', 'must have an id'),
  property('an id on another port', 'id', () => 'https://elsewhere.example:8443/1', 'must have an id'),
  property('an id with a password', 'id', ({ id }) => String(id).replace('//', '//me:secret@'), 'must have an id'),
  property(
    'an id whose scheme is in capitals',
    'id',
    ({ id }) => String(id).replace('http:', 'HTTP:'),
    'must have an id',
  ),
  property('an id with a line break', 'id', ({ id }) => `${id}\n`, 'must have an id'),
  property('an id with a NUL', 'id', ({ id }) => `${id}\0`, 'must have an id'),
  property('an id with a blank before it', 'id', ({ id }) => ` ${id}`, 'must have an id'),
  property('an id with half a surrogate', 'id', ({ id }) => `${id}\ud800`, 'must have an id'),
  property('an id of 3,000 characters', 'id', ({ id }) => `${id}${'x'.repeat(3_000)}`, 'must have an id'),
];

const types: Case[] = [
  property('an activity without a type', 'type', () => undefined, 'must have one type'),
  property('two types', 'type', () => ['Follow', 'Delete'], 'must have one type'),
  property('a type that is an object', 'type', () => ({ id: 'Follow' }), 'must have one type'),
];

const actors: Case[] = [
  property('an activity without an actor', 'actor', () => undefined, 'must have one actor'),
  property('an actor that is embedded', 'actor', ({ actor }) => ({ id: actor, type: 'Person' }), 'must have one actor'),
  property('two actors', 'actor', ({ actor }) => [actor, actor], 'must have one actor'),
  property('an actor that is a path', 'actor', () => '/users/ada', 'must have one actor'),
  property(
    'an actor by http at a server that was not named',
    'actor',
    () => 'http://elsewhere.example/ada',
    'must have one actor',
  ),
];

export const form: Case[] = [
  ...mediaTypes,
  {
    name: 'a body without a media type',
    tamper: (sent) => drop(sent, 'content-type'),
    status: 415,
    says: 'media type',
  },
  {
    name: 'two media types',
    tamper: (sent) => sent.lines.push(['content-type', activityJson]),
    status: 415,
    says: 'media type',
  },
  ...encodings,
  ...shapes,
  ...ids,
  ...types,
  ...actors,
];
