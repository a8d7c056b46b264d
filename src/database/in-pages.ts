/**
 * Reads a table by its keys, some rows at a time, so that nobody waits for long and no list is held whole. Rows that go or
 * come meanwhile disturb nothing. No page is empty.
 * @param size how many rows `read` asks for.
 * @param read the first rows whose keys are beyond that one, in the order of their keys.
 */
export async function* inPages<Row extends { key: number }>(
  size: number,
  read: (after: number) => PromiseLike<Row[]>,
): AsyncGenerator<Row[], void> {
  for (let after = 0; ; ) {
    const rows = await read(after);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    if (rows.length < size) return;
    after = last.key;
  }
}
