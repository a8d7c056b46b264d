import { describe, expect, it, vi } from 'vitest';
import { callbackSaying, domainOf, readCallback } from '../../../src/federation/websub/callback.ts';
import { readRequest } from '../../../src/federation/websub/request.ts';
import { digestOf, pathOfTopic } from '../../../src/federation/websub/topic.ts';
import { blogSite } from '../sample.ts';

const whole = {
  'hub.mode': 'subscribe',
  'hub.topic': 'https://blog.example.com/feed.xml',
  'hub.callback': 'https://a.b/',
};
const read = (fields: Record<string, string>) => readRequest(new URLSearchParams({ ...whole, ...fields }));
const day = 86_400;

describe('what is asked of the hub', () => {
  it('is taken with ten days where nothing is said, and as it is said otherwise', () => {
    expect(read({})).toEqual({
      mode: 'subscribe',
      topic: 'https://blog.example.com/feed.xml',
      callback: 'https://a.b/',
      lease: 10 * day,
      secret: null,
    });
    expect(
      read({ 'hub.mode': 'unsubscribe', 'hub.secret': 's', 'hub.lease_seconds': '7200', other: 'x' }),
    ).toMatchObject({
      mode: 'unsubscribe',
      secret: 's',
      lease: 7200,
    });
  });

  it.each([
    ['0', 3600],
    ['3599', 3600],
    ['999999999999', 30 * day],
    ['9'.repeat(400), 30 * day],
    ['', 10 * day],
  ])('lasts an hour at least and thirty days at most: %j', (seconds, lease) => {
    expect(read({ 'hub.lease_seconds': seconds })).toMatchObject({ lease });
  });

  it('may have a secret of 199 bytes', () => {
    expect(read({ 'hub.secret': 'é'.repeat(99) })).toMatchObject({ secret: 'é'.repeat(99) });
  });

  it.each<Record<string, string>>([
    { 'hub.mode': '' },
    { 'hub.mode': 'publish' },
    { 'hub.mode': 'Subscribe' },
    { 'hub.topic': '' },
    { 'hub.callback': '' },
    { 'hub.secret': 'é'.repeat(100) },
    { 'hub.secret': 'a\0b' },
    { 'hub.lease_seconds': '-1' },
    { 'hub.lease_seconds': '1e9' },
    { 'hub.lease_seconds': '7200s' },
  ])('is refused with one sentence: %j', (fields) => {
    expect(read(fields)).toEqual({ status: 400, sentence: expect.stringMatching(/^[^\n]{10,80}\.$/) });
  });

  it('names nothing twice', () => {
    const form = new URLSearchParams(whole);
    form.append('hub.topic', 'https://blog.example.com/atom.xml');
    expect(readRequest(form)).toEqual({ status: 400, sentence: 'There is more than one hub.topic.' });
  });
});

describe('a callback', () => {
  const callback = (written: string, allowed: 'loopback' | string[] = []) => {
    const answer = readCallback(
      { ...blogSite, pointers: [{ user: 'a', host: 'example.com', identityOf: 'a@b.example' }] },
      { allowPrivateAddresses: allowed },
      written,
    );
    return answer instanceof URL ? answer.href : answer.status;
  };

  it.each([
    ['https://Reader.example/in?x=1', 'https://reader.example/in?x=1'],
    ['https://reader.example:443/', 'https://reader.example/'],
    [`https://reader.example/${'a'.repeat(970)}`, `https://reader.example/${'a'.repeat(970)}`],
  ])('may be an https address of a public server: %#', (written, href) => {
    expect(callback(written)).toBe(href);
  });

  it.each([
    'http://reader.example/',
    'https://reader.example:8443/',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://127.0.0.1/',
    'https://user@reader.example/',
    'https://:p@reader.example/',
    'https://reader.example/#x',
    'https://reader.example/#',
    'https://reader.example./',
    'https:/reader.example/',
    '/in',
    'ftp://reader.example/',
    'javascript:alert(1)',
    'https://reader.example/ x',
    `https://reader.example/${'a'.repeat(1000)}`,
    `https://reader.example/${'ä'.repeat(200)}`,
    'https://blog.example.com/hub',
    'https://BLOG.example.com/',
    'https://example.com/',
  ])('is refused otherwise: %s', (written) => {
    expect(callback(written)).toBe(400);
  });

  it('may be on this machine in development, and is never this blog itself', () => {
    expect(callback('http://127.0.0.1:8080/in', 'loopback')).toBe('http://127.0.0.1:8080/in');
    expect(callback('http://127.0.0.1:8080/in', ['127.0.0.1:8081'])).toBe(400);
  });

  it('keeps its own query', () => {
    expect(callbackSaying('https://a.b/?x=%20y', { 'hub.mode': 'a b' })).toBe('https://a.b/?x=%20y&hub.mode=a+b');
    expect(callbackSaying('https://a.b/', { 'hub.mode': 'a' })).toBe('https://a.b/?hub.mode=a');
  });

  it.each([
    ['reader.example', 'reader.example'],
    ['a.b.c.reader.example:8080', 'reader.example'],
    ['a.reader.co.uk', 'reader.co.uk'],
    ['a.b.reader.com.au', 'reader.com.au'],
    ['a.t.co', 't.co'],
    ['a.b.bbc.com', 'bbc.com'],
    ['com.au', 'com.au'],
    ['127.0.0.1:80', '127.0.0'],
    ['[2606:4700::1]', '2606:4700:0:0::/56'],
    ['[2606:4700:0:ff:1::2]', '2606:4700:0:0::/56'],
    ['localhost:3000', 'localhost'],
  ])('belongs to one owner with all below the same domain: %s', (host, domain) => {
    expect(domainOf(host)).toBe(domain);
  });
});

describe('a topic', () => {
  it.each([
    ['https://blog.example.com/notes/feed.xml', '/feed.xml'],
    ['https://Blog.Example.com:443/notes/tags/b%C3%A4ume/feed.xml', '/tags/b%C3%A4ume/feed.xml'],
    ['https://blog.example.com/notes/tags/bäume/feed.xml', '/tags/b%C3%A4ume/feed.xml'],
  ])('is a path of this blog: %s', (written, path) => {
    expect(pathOfTopic({ ...blogSite, base: '/notes' }, written)).toBe(path);
  });

  it.each([
    'http://blog.example.com/notes/feed.xml',
    'https://other.example/notes/feed.xml',
    'https://blog.example.com/feed.xml',
    'https://blog.example.com/notesfeed.xml',
    'https://blog.example.com/notes/feed.xml?page=2',
    'https://blog.example.com/notes/feed.xml#a',
    'https://user@blog.example.com/notes/feed.xml',
    '/notes/feed.xml',
    `https://blog.example.com/notes/${'a'.repeat(800)}`,
  ])('is nothing else: %s', (written) => {
    expect(pathOfTopic({ ...blogSite, base: '/notes' }, written)).toBeNull();
  });

  it('is read through once, however many are told of it', () => {
    const bytes = Buffer.from('<rss/>');
    const reading = vi.spyOn(Buffer, 'from');
    const first = digestOf({ bytes });
    expect([first, digestOf({ bytes }), reading.mock.calls.length]).toEqual([expect.any(String), first, 1]);
    reading.mockRestore();
  });

  it('is another when an item is, and not when only the date of the whole is', () => {
    const feed = (date: string, item: string) =>
      digestOf({ bytes: Buffer.from(`<rss><lastBuildDate>${date}</lastBuildDate><item>${item}</item></rss>`) });
    expect(feed('today', 'a')).toBe(feed('tomorrow', 'a'));
    expect(feed('today', 'a')).not.toBe(feed('today', 'b'));
    const atom = (date: string, item: string) =>
      digestOf({
        bytes: Buffer.from(`<feed><updated>${date}</updated><entry><updated>${item}</updated></entry></feed>`),
      });
    expect(atom('1', 'a')).toBe(atom('2', 'a'));
    expect(atom('1', 'a')).not.toBe(atom('1', 'b'));
  });
});
