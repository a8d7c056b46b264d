import type { Tables } from '../../database/schema.ts';
import { problemOf } from '../../federation/owners/owners.ts';
import type { Call, ExitCode } from '../command.ts';
import { jsonText } from '../json-text.ts';
import { zonedDate } from '../new/zoned-date.ts';
import type { Room } from './open.ts';

/** A proof that could not be looked at for longer than this is not believed (federation/owners). */
const believed = 30 * 86_400_000;

/** `postern comments owners`: which accounts elsewhere are believed to be the author's, and what stands in the way of the others. */
export async function owners({ config: { site }, database }: Room, { terminal, flag }: Call): Promise<ExitCode> {
  const rows = await database.query.select().from(database.tables.owners);
  const known = new Map(rows.map((row) => [row.handle, row]));
  const isSo = (row: Tables['owners']['$inferSelect'] | undefined): boolean =>
    row !== undefined && row.proven !== null && terminal.now().getTime() - row.checked.getTime() < believed;
  const all = site.owners.map((handle) => {
    const row = known.get(handle.toLowerCase());
    return { handle, row, isBelieved: isSo(row) };
  });
  const hindered = all.filter(({ isBelieved }) => !isBelieved).length;
  if (flag('json')) {
    const shown = all.map(({ handle, row, isBelieved }) => ({
      ...{ handle: `@${handle}`, actor: row?.actor ?? null, believed: isBelieved },
      ...{ since: row?.proven ?? null, looked: row?.checked ?? null, why: row?.why?.replace('\n', ' ') ?? null },
    }));
    terminal.out(jsonText({ owners: shown }));
    return hindered > 0 ? 3 : 0;
  }
  if (all.length === 0) {
    terminal.out(
      'No accounts of yours elsewhere are known. Write yours into `owners` of postern.yaml: owners: ["@you@example.social"]',
    );
    return 0;
  }
  for (const { handle, row, isBelieved } of all) {
    const since = row?.proven ? zonedDate(row.proven, site.timezone).instant.slice(0, 10) : null;
    if (isBelieved && since) terminal.out(`@${handle}  yours since ${since}; it may decide, and is told what waits.`);
    else if (!row) terminal.out(`@${handle}  not looked at yet; the running server does that.`);
    if (row?.why) {
      const { what, mend } = problemOf(handle, row.why);
      terminal.out(what);
      terminal.out(`  ${mend}`);
    }
  }
  return hindered > 0 ? 3 : 0;
}
