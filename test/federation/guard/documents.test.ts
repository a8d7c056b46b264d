import { beforeEach, describe, expect, it } from 'vitest';
import { createLoaders, type Loaders } from '../../../src/federation/load.ts';
import { readJson } from '../../../src/federation/read-json.ts';
import { createLog } from '../../../src/log.ts';
import { answer, type Listener, listen, makeGuard } from './world.ts';

const log = createLog({ log: 'pretty', logLevel: 'silent' });
const activityJson = 'application/activity+json';

let here: Listener;
let says: Record<string, Buffer>;
let loaders: Loaders;

beforeEach(async () => {
  says = {};
  here = await listen((socket, head) =>
    socket.write(says[head.split(' ')[1] ?? ''] ?? answer('{}', {}, '404 Not Found')),
  );
  loaders = createLoaders(makeGuard(), log);
});

const load = (path: string) => loaders.forOneTask()(here.origin + path);
const note = (more = ''): string => `{"id":"${here.origin}/note","type":"Note"${more}}`;

describe('the media type of a document', () => {
  it.each([
    'application/activity+json',
    'APPLICATION/Activity+JSON; charset=utf-8',
    'application/activity+json;charset="utf-8"',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    'application/ld+json;profile="https://www.w3.org/ns/activitystreams https://example.com/more"',
    // What it says of its letters is not believed: JSON is UTF-8.
    'application/activity+json; charset=utf-16',
    'application/activity+json; charset=utf-7',
  ])('may be %s', async (type) => {
    says['/note'] = answer(note(), { 'content-type': type });
    expect((await load('/note')).document).toMatchObject({ type: 'Note' });
  });

  it.each([
    ...[
      'text/html',
      'text/plain',
      'application/json',
      'application/ld+json',
      'application/octet-stream',
      'image/png',
      '',
    ],
    ...[
      'text/html; application/activity+json',
      'text/html, application/activity+json',
      'application/activity+json, text/html',
      'application/activity+jsonx',
      'xapplication/activity+json',
      'application/activity json',
      'multipart/mixed; boundary=application/activity+json',
    ],
    ...[
      'application/ld+json; profile="https://www.w3.org/ns/activitystreamsx"',
      'application/ld+json; profile="https://evil.test/https://www.w3.org/ns/activitystreams"',
      'application/ld+json; x="; profile=https://evil.test"',
      'text/html; profile="https://www.w3.org/ns/activitystreams"',
      'application/json; profile="https://www.w3.org/ns/activitystreams"',
    ],
  ])('may not be %j', async (type) => {
    says['/note'] = answer(note(), { 'content-type': type });
    await expect(load('/note')).rejects.toThrow('not ActivityPub');
  });

  it('may not be said twice, nor left out', async () => {
    const two = `HTTP/1.1 200 OK\r\ncontent-type: ${activityJson}; x=1\r\ncontent-type: text/html\r\ncontent-length: ${note().length}\r\n\r\n${note()}`;
    says['/note'] = Buffer.from(two);
    await expect(load('/note')).rejects.toThrow('not ActivityPub');
    says['/note'] = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${note().length}\r\n\r\n${note()}`);
    await expect(load('/note')).rejects.toThrow('not ActivityPub');
  });

  it.each([
    '201 Created',
    '202 Accepted',
    '203 Other',
    '206 Partial Content',
    '300 Choose',
    '304 Same',
    '400 No',
    '401 Who',
    '404 None',
    '410 Gone',
    '500 Oh',
    '599 What',
    '999 What',
  ])('says nothing where the status is %s', async (status) => {
    says['/note'] = answer(note(), {}, status);
    await expect(load('/note')).rejects.toThrow(/answered \d+|answers 999/);
  });
});

describe('the id of a document', () => {
  const at = (id: string): Buffer => answer(`{"id":${JSON.stringify(id)},"type":"Note"}`);

  it.each([
    ['of another path', 'HERE/other'],
    ['of another port', 'http://127.0.0.1:1/note'],
    ['of this machine by another name', 'http://127.0.0.2:PORT/note'],
    ['with a user', 'http://a@127.0.0.1:PORT/note'],
    ['with a slash more', 'HERE//note'],
    ['with another case', 'HERE/NOTE'],
    ['with a question', 'HERE/note?a'],
    ['with an escaped letter', 'HERE/n%6fte'],
    ['with a backslash', 'HERE\\note'],
    ['with blanks around it', ' HERE/note '],
    ['that is relative', '/note'],
    ['that is a script', 'javascript:alert(1)'],
    ['that is a file', 'file:///etc/passwd'],
    ['that is data', 'data:application/activity+json,{}'],
    ['that is empty', ''],
  ])('%s is not believed', async (_, id) => {
    const written = id.replace('HERE', here.origin).replace('PORT', String(here.port));
    says['/note'] = at(written);
    await expect(load('/note')).rejects.toThrow();
  });

  it.each(['1', 'true', 'null', '["HERE/note"]', '{"id":"HERE/note"}'])('that is %s is none', async (id) => {
    says['/note'] = answer(`{"id":${id.replaceAll('HERE', here.origin)},"type":"Note"}`);
    await expect(load('/note')).rejects.toThrow('has no id');
  });

  it('is not passed on for ever: a chain of them ends with the second', async () => {
    for (let link = 0; link < 9; link += 1) says[`/${link}`] = at(`${here.origin}/${link + 1}`);
    await expect(load('/0')).rejects.toThrow('is not what its id');
    expect(here.heads).toHaveLength(2);
  });

  it('and redirects together cost one task four fetches, each of four requests at most', async () => {
    const hop = (to: string): Buffer => answer('', { location: to }, '302 Found');
    for (let chain = 0; chain < 6; chain += 1)
      for (let link = 0; link < 9; link += 1) says[`/${chain}/${link}`] = hop(`/${chain}/${link + 1}`);
    const one = loaders.forOneTask();
    for (let chain = 0; chain < 6; chain += 1)
      await expect(one(`${here.origin}/${chain}/0`)).rejects.toThrow(
        chain < 4 ? 'more than 3' : 'more than the 4 fetches',
      );
    expect(here.heads).toHaveLength(16);
  });
});

describe('the JSON of a document', () => {
  const deep = (levels: number): string => `,"x":${'['.repeat(levels)}${']'.repeat(levels)}`;

  it.each([
    ['with a byte order mark', () => `\ufeff${note()}`],
    ['with blanks around it', () => `\r\n\t ${note()} \n`],
    ['with a lone surrogate, escaped', () => note(',"content":"\\ud800"')],
    ['thirty-two deep', () => note(deep(31))],
    [
      'with as many values as a page of a collection has',
      () => note(`,"items":[${'"https://a.test/1",'.repeat(15_000)}1]`),
    ],
  ])('%s is read', async (_, json) => {
    says['/note'] = answer(Buffer.from(json()));
    expect((await load('/note')).document).toMatchObject({ type: 'Note' });
  });

  const refused: [string, () => string | Buffer][] = [
    ['in UTF-16', () => Buffer.from(note(), 'utf16le')],
    ['in UTF-16 with its mark', () => Buffer.from(`\ufeff${note()}`, 'utf16le')],
    ['in UTF-32', () => Buffer.concat([...note()].map((letter) => Buffer.from([0, 0, 0, letter.charCodeAt(0)])))],
    ['in Latin-1', () => Buffer.from(note(',"content":"\u00e9"'), 'latin1')],
    [
      'with a letter cut in half',
      () =>
        Buffer.concat([
          Buffer.from(note(',"content":"')).subarray(0, -1),
          Buffer.from([0xe2, 0x82]),
          Buffer.from('"}'),
        ]),
    ],
    [
      'with a letter written too long',
      () => Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    ],
    ['after a script', () => `while(1);${note()}`],
    ['in a page', () => `<!doctype html><script type="application/ld+json">${note()}</script>`],
    ['in a call', () => `callback(${note()})`],
    ['twice', () => note() + note()],
    ['in lines', () => `${note()}\n${note()}`],
    ['in a list', () => `[${note()}]`],
    ['with a comment', () => `/* */${note()}`],
    ['with a comma too many', () => note(',')],
    ['with single quotes', () => "{'id':'x'}"],
    ['with NaN', () => note(',"x":NaN')],
    ['that is cut off', () => note().slice(0, -1)],
    ['thirty-three deep', () => note(deep(32))],
    ['a hundred thousand deep', () => note(deep(100_000))],
    ['that never closes what it opens', () => '['.repeat(1_000_000)],
    ['with a key twice', () => note(`,"id":"https://evil.test/"`)],
    ['with a key twice, once escaped', () => note(`,"\\u0069d":"https://evil.test/"`)],
    ['with a prototype', () => note(',"__proto__":{"isAdmin":true}')],
    ['with more values than anything has', () => note(`,"items":[${'1,'.repeat(30_000)}1]`)],
    ['with a number that does not end', () => note(`,"x":${'9'.repeat(100_000)}`)],
    ['with a key that does not end', () => note(`,"${'k'.repeat(100_000)}":1`)],
    ['of nothing', () => ''],
    ['of nothing but a zero', () => '\0'],
  ];
  it.each(refused)('%s is none', async (_, json) => {
    says['/note'] = answer(Buffer.from(json() as string));
    await expect(load('/note')).rejects.toThrow('is no JSON object');
  });

  it('is refused as quickly as it is read, also where it is a mebibyte of nothing but depth or keys', () => {
    const heavy = [
      '['.repeat(1024 * 1024),
      '{"a":'.repeat(200_000),
      `{${Array.from({ length: 120_000 }, (_, index) => `"${index}":`).join('')}`,
      `{"a":"${'\\"'.repeat(500_000)}`,
      `{"a":[${'{},'.repeat(300_000)}`,
      ' '.repeat(1024 * 1024),
    ];
    const start = process.cpuUsage();
    for (const text of heavy) expect(readJson(Buffer.from(text))).toBeNull();
    const { user, system } = process.cpuUsage(start);
    // All six together; one would take minutes if a bound were missing that grows with the square.
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});
