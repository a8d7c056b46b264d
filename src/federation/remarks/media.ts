import { plainLine } from '../../conversation/plain.ts';
import type { RemarkMedium } from '../../conversation/remark.ts';
import type { Json } from '../inbox/incoming.ts';
import { isObject } from '../inbox/reference.ts';
import { listOf, mediumAddress, textOf } from './value.ts';

const most = 16;
/** As long as the longest that Mastodon takes. */
const longestDescription = 1_500;

const kinds = ['image', 'video', 'audio'] as const;
const types: ReadonlyMap<unknown, RemarkMedium['kind']> = new Map([
  ['Image', 'image'],
  ['Video', 'video'],
  ['Audio', 'audio'],
]);

/** The pictures, films and sounds that belong to it. What has no https address, or is of no such kind, is left out. */
export function mediaOf(attachment: unknown): RemarkMedium[] {
  const media = listOf(attachment).flatMap((one) => mediumOf(one) ?? []);
  return media.filter(({ url }, index) => media.findIndex((other) => other.url === url) === index).slice(0, most);
}

function mediumOf(attachment: unknown): RemarkMedium | null {
  if (!isObject(attachment)) return null;
  const kind = kindOf(attachment);
  const url = mediumAddress(attachment.type === 'Link' ? attachment.href : attachment.url);
  if (!kind || url === null) return null;
  const words = textOf(attachment.name).trim() || textOf(attachment.summary);
  return { kind, url, description: plainLine(words, longestDescription) };
}

/** A Document, and a Link as Lemmy has it, is what its media type says. */
function kindOf({ type, mediaType }: Json): RemarkMedium['kind'] | null {
  const known = types.get(type);
  if (known || (type !== 'Document' && type !== 'Link')) return known ?? null;
  return kinds.find((kind) => textOf(mediaType).toLowerCase().startsWith(`${kind}/`)) ?? null;
}
