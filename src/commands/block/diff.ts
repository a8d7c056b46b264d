import { compare } from '../../federation/blocklist/compare.ts';
import type { Call, ExitCode } from '../command.ts';
import { many } from '../deliveries/layout.ts';
import { jsonText } from '../json-text.ts';
import type { Room } from './open.ts';
import { readList, tellUnread } from './read-list.ts';

/** `postern block diff FILE`: what an import would add, and what is blocked here only. */
export async function diffBlocks({ config, blocks }: Room, call: Call, file: string): Promise<ExitCode> {
  const { terminal } = call;
  const list = await readList(file, terminal);
  if (!list) return 1;
  const { missing, extra, stricter } = compare(list, await blocks.list(), config.site, call.flag('silenced'));
  const isSame = missing.length + extra.length + stricter.length === 0;
  if (call.flag('json')) terminal.out(jsonText({ missing, extra, stricter, unread: list.unread }));
  else {
    const lines = [
      ...missing.map(({ domain }) => [domain, '+'] as const),
      ...extra.map((domain) => [domain, '-'] as const),
      ...stricter.map((domain) => [domain, '~'] as const),
    ].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [domain, sign] of lines) terminal.out(`${sign} ${domain}`);
    terminal.out(
      isSame ? 'The list and the blocks here agree.' : summary(missing.length, extra.length, stricter.length),
    );
    tellUnread(list.unread, terminal);
  }
  return isSame && list.unread.length === 0 ? 0 : 3;
}

function summary(missing: number, extra: number, stricter: number): string {
  const parts: [count: number, text: string][] = [
    [missing, 'to be added by import (+)'],
    [extra, 'blocked here only (-)'],
    [stricter, 'blocked here and milder there (~)'],
  ];
  return `${parts
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${many(count, 'domain')} ${text}`)
    .join(', ')}.`;
}
