import type { SQL } from 'drizzle-orm';
import { sql } from '../database/drizzle.ts';

/** Both engines limit the values of one statement; a post has the most columns. */
export function parts<Row>(rows: Row[]): Row[][] {
  const groups: Row[][] = [];
  for (let start = 0; start < rows.length; start += 500) groups.push(rows.slice(start, start + 500));
  return groups;
}

/** The values that the refused insert would have written. */
export function excluded<Column extends string>(
  table: Record<Column, { name: string }>,
  columns: Column[],
): Record<Column, SQL> {
  const entries = columns.map((column) => [column, sql`excluded.${sql.identifier(table[column].name)}`]);
  return Object.fromEntries(entries) as Record<Column, SQL>;
}

/** The key of a post. A new row has none before it is written. Plain text, since this is part of every other row. */
export function keyOf(id: string): SQL<number> {
  return sql`(select key from posts where id = ${id})`;
}
