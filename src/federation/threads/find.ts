import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Remark } from '../../conversation/remark.ts';
import { activityJson } from '../answer.ts';
import type { Guard } from '../guard/guard.ts';
import { isObject } from '../inbox/reference.ts';
import { isGone } from '../load/refused.ts';
import { tagsOf } from '../markup.ts';
import { addressOf, listOf } from '../remarks/value.ts';
import { isOpen, readFetched } from '../talk/climb.ts';
import { type Hindrance, hindrances } from './hindrance.ts';

/** What begins a thread, as its own server shows it to everybody. */
export interface Beginning {
  remark: Remark;
  document: Record<string, unknown>;
}

/** `hindered`: its author must do something. `away`: nobody could say. `gone`: its own host says so. */
export type Finding =
  | { state: 'found'; beginning: Beginning }
  | { state: 'hindered'; why: Hindrance }
  | { state: 'away' | 'gone' };

export interface FindParts {
  guard: Pick<Guard, 'get'>;
  isProven(actor: string): Promise<boolean>;
}

/** Where a page says that its document is: four fetches are enough for all of it. */
const pageTypes = `${activityJson}, text/html;q=0.9`;
const longestHead = 256 * 1024;

/**
 * Finds the post behind an address: by its id, or by its page, which serves it, redirects to it or names it (a `Link` header
 * or element with rel=alternate). It is believed at its own id, if it names that address, and if an owner wrote it.
 */
export async function findBeginning(
  address: string,
  load: DocumentLoader,
  parts: FindParts,
  now: Date,
): Promise<Finding> {
  const direct = await documentOf(address, load);
  if (direct.state === 'found') return judge(address, direct.document, parts, now);
  const page = await parts.guard.get(address, pageTypes);
  if ('failed' in page) return page.failed === 'refused' ? hindered('http') : { state: 'away' };
  if (page.status !== 200) return page.status >= 500 || page.status === 429 ? { state: 'away' } : hindered('unfound');
  const [named = null] = alternatesOf(page);
  if (named === null)
    return direct.state === 'gone' ? hindered('unfound') : isHtml(page) ? hindered('unfound') : direct;
  const found = await documentOf(named, load);
  if (found.state === 'found') return judge(address, found.document, parts, now);
  return found.state === 'gone' ? hindered('unfound') : found;
}

/** The same of what was found before, by its id. */
export async function findAgain(id: string, load: DocumentLoader, parts: FindParts, now: Date): Promise<Finding> {
  const found = await documentOf(id, load);
  return found.state === 'found' ? judge(id, found.document, parts, now) : found;
}

async function documentOf(
  address: string,
  load: DocumentLoader,
): Promise<{ state: 'found'; document: unknown } | { state: 'gone' | 'away' }> {
  return load(address).then(
    ({ document }) => ({ state: 'found' as const, document }),
    (error: unknown) => ({ state: isGone(error) ? 'gone' : 'away' }),
  );
}

async function judge(address: string, document: unknown, { isProven }: FindParts, now: Date): Promise<Finding> {
  if (!isObject(document)) return hindered('unreadable');
  const names = [document.id, ...listOf(document.url).map((one) => (isObject(one) ? one.href : one))];
  if (!names.some((name) => plain(name) === plain(address))) return hindered('unnamed');
  const reading = readFetched(document, now);
  if (!reading.ok) return hindered('unreadable');
  if (!(await isProven(reading.remark.author))) return hindered('foreign');
  if (!isOpen(reading)) return hindered('private');
  return { state: 'found', beginning: { remark: reading.remark, document } };
}

function hindered(name: keyof typeof hindrances): Finding {
  return { state: 'hindered', why: hindrances[name] };
}

function plain(address: unknown): string | null {
  const whole = addressOf(address);
  return whole === null ? null : new URL(whole).href.replace(/#.*$/s, '');
}

const isActivity = (type: string): boolean => /^application\/(activity|ld)\+json\b/i.test(type.trim());

function isHtml({ type }: { type: string }): boolean {
  return /^(text\/html|application\/xhtml)/.test(type);
}

/** The addresses that a page names as its ActivityPub document, those of its header first. */
function alternatesOf(page: { url: string; type: string; link?: string; body: Buffer }): string[] {
  const named: (string | null)[] = [];
  for (const [, href = '', rest = ''] of (page.link ?? '').slice(0, 8_000).matchAll(/<([^<>]*)>([^<]*)/g))
    if (/;\s*rel="?[^";]*\balternate\b/i.test(rest) && isActivity(/;\s*type="?([^";]*)/i.exec(rest)?.[1] ?? ''))
      named.push(wholeOf(href, page.url));
  if (isHtml(page))
    for (const { tag, attributes } of tagsOf(page.body.toString('utf8', 0, longestHead)))
      if (tag === 'link' && namesDocument(attributes)) named.push(wholeOf(attributes.get('href') ?? '', page.url));
  return named.filter((one) => one !== null);
}

function namesDocument(attributes: ReadonlyMap<string, string>): boolean {
  const rels = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
  return rels.includes('alternate') && isActivity(attributes.get('type') ?? '');
}

function wholeOf(href: string, page: string): string | null {
  return URL.canParse(href, page) ? addressOf(new URL(href, page).href) : null;
}
