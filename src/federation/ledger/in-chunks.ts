/** So many rows go in one transaction, so that no page waits for long. */
export const chunk = 500;

/** Does a chunk again and again until there is none; in between others have their turn. */
export async function repeat(once: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await once();
    total += count;
    if (count < chunk) return total;
    await new Promise(setImmediate);
  }
}
