import { writeBlocklist } from '../../federation/blocklist/write.ts';
import type { Call, ExitCode } from '../command.ts';
import { many } from '../deliveries/layout.ts';
import { shownPath } from '../site.ts';
import { writeList } from '../write-list.ts';
import type { Room } from './open.ts';

/** `postern block export`: the blocked domains as Mastodon exports its own. */
export async function exportBlocks({ blocks }: Room, { terminal, text }: Call): Promise<ExitCode> {
  const all = await blocks.list();
  const lines = writeBlocklist(all);
  const file = text('output');
  if (file === null) for (const line of lines) terminal.out(line);
  else {
    if (!(await writeList(file, lines, terminal))) return 1;
    terminal.out(`${shownPath(file)}: ${many(lines.length - 1, 'domain')}.`);
  }
  const persons = all.length - (lines.length - 1);
  if (persons > 0)
    terminal.error(`Not in it: ${many(persons, 'block')} of single people, which such a list cannot say.`);
  return 0;
}
