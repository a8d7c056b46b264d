import type { Block } from '../blocks.ts';
import { csvField } from './csv.ts';

/** The first line of Mastodon's lists. */
const header = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate';

/** Our blocks of domains as lines of a table that Mastodon and others import. It knows no blocks of persons. */
export function writeBlocklist(blocks: readonly Pick<Block, 'name' | 'kind' | 'why'>[]): string[] {
  const domains = blocks.filter(({ kind }) => kind === 'domain');
  // Nothing that comes from there has an effect here: no picture, and no report.
  return [header, ...domains.map(({ name, why }) => `${name},suspend,true,true,${csvField(why ?? '')},false`)];
}
