import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Remark } from '../../conversation/remark.ts';
import type { RemarkRow } from '../../conversation/remarks.ts';
import { isObject } from '../inbox/reference.ts';
import { isGone } from '../load/refused.ts';
import { readRemark } from '../remarks/read-remark.ts';

/**
 * What a server shows of something that it sent once. `missed`: it is not there, or something else is. `unknown`: nothing
 * that could be believed: the server is down, or does not show it to us.
 */
export type Look = { state: 'same' | 'missed' | 'unknown' } | { state: 'edited'; remark: Remark; held: string | null };

/** Asks the server of a remark for it, signed. */
export async function lookAt(
  row: Pick<RemarkRow, 'uri' | 'html' | 'title' | 'warning' | 'visibility' | 'updated'>,
  author: string,
  load: DocumentLoader,
  now: Date,
): Promise<Look> {
  let document: unknown;
  try {
    document = (await load(row.uri)).document;
  } catch (error) {
    return { state: isGone(error) ? 'missed' : 'unknown' };
  }
  // Another object at its address, a Tombstone, or one that somebody else wrote now: what was shown is not there.
  if (!isObject(document) || document.id !== row.uri) return { state: 'missed' };
  const reading = readRemark(document, { author, now });
  if (!reading.ok) return { state: 'missed' };
  const { remark, held } = reading;
  const isSame = (['html', 'title', 'warning', 'visibility'] as const).every((name) => remark[name] === row[name]);
  const isNewer = (remark.updated?.getTime() ?? 0) > (row.updated?.getTime() ?? 0);
  return isSame && !isNewer ? { state: 'same' } : { state: 'edited', remark, held };
}
