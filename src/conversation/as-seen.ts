import { and, eq, isNull, ne, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';

type Row = Tables['remarks']['$inferSelect'];

/** All of a remark that somebody judges who looks at it. */
export type Seen = Pick<Row, 'key' | 'state' | 'visibility' | 'title' | 'warning' | 'html' | 'extras' | 'updated'>;

/** Whether a remark is still the text, in the state, that somebody looked at: of what was hidden or edited meanwhile they said nothing. */
export function isAsSeen({ remarks }: Tables, seen: Seen) {
  const { key, state, visibility, title, warning, html, extras, updated } = seen;
  return and(
    ...[eq(remarks.key, key), eq(remarks.state, state), ne(remarks.state, 'gone'), eq(remarks.visibility, visibility)],
    title === null ? isNull(remarks.title) : eq(remarks.title, title),
    warning === null ? isNull(remarks.warning) : eq(remarks.warning, warning),
    html === null ? isNull(remarks.html) : eq(remarks.html, html),
    // Compared as the text that it is kept as: JSON has no `=` in PostgreSQL.
    extras === null
      ? isNull(remarks.extras)
      : sql`cast(${remarks.extras} as text) = cast(${sql.param(extras, remarks.extras)} as text)`,
    updated === null ? isNull(remarks.updated) : eq(remarks.updated, updated),
  );
}
