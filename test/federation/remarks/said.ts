import { readFileSync } from 'node:fs';
import type { Remark } from '../../../src/conversation/remark.ts';
import { type ReadOptions, readRemark } from '../../../src/federation/remarks/read-remark.ts';
import type { Json } from '../../support/stranger.ts';

export const now = new Date('2026-11-21T12:00:00Z');

/** A document as another server says it: test/fixtures/remarks. */
export function said(name: string): Json {
  const file = new URL(`../../fixtures/remarks/${name}.json`, import.meta.url);
  const document = JSON.parse(readFileSync(file, 'utf8')) as Json;
  return name.startsWith('recorded/') ? (document.body as Json) : document;
}

/** What an inbox was sent: test/fixtures/captures. */
export function sent(name: string): Json {
  const file = new URL(`../../fixtures/captures/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { body: Json }).body;
}

/** A plain reply, as a server might send it, with these properties instead of its own. */
export function note(properties: Json = {}): Json {
  return {
    '@context': 'https://www.w3.org/ns/activitystreams',
    type: 'Note',
    id: `${author}/1`,
    attributedTo: author,
    to: 'https://www.w3.org/ns/activitystreams#Public',
    content: '<p>Hello</p>',
    inReplyTo: 'https://blog.example.com/ap/posts/hello',
    published: '2026-11-20T10:00:00Z',
    ...properties,
  };
}

export const author = 'https://a.example/users/ann';

/** What is read of it. */
export function remarkOf(object: Json, options: Partial<ReadOptions> = {}): Remark {
  const reading = readRemark(object, { author, now, ...options });
  if (!reading.ok) throw new Error(reading.why);
  return reading.remark;
}

/** Why it is not read; null when it is. */
export function whyNot(object: unknown, options: Partial<ReadOptions> = {}): string | null {
  const reading = readRemark(object, { author, now, ...options });
  return reading.ok ? null : reading.why;
}
