/**
 * The markup of the item with that id, without those below it; null: it is not there. Where a text ended an element of
 * ours, what is cut out does not close what it opens.
 */
export function pieceOf(page: string, id: string): string | null {
  const start = page.indexOf(`<li class="remark" id="${id}">`);
  if (start < 0) return null;
  const ends = [page.indexOf('<li class="remark" id="', start + 1), page.indexOf('\n</ol>', start)];
  return page.slice(start, Math.min(...ends.filter((at) => at > 0)));
}
