/** Of longer markup the beginning is read: 64 KiB, which is more than any server lets its people write. Bytes. */
export const mostBytes = 64 * 1024;

/** The beginning of a text, in bytes of UTF-8, without half a character. */
export function cutBytes(text: string, most: number): string {
  // A character of UTF-16 is one byte or more.
  const near = text.slice(0, most).toWellFormed();
  if (Buffer.byteLength(near) <= most) return near;
  return new TextDecoder().decode(Buffer.from(near).subarray(0, most), { stream: true });
}

/** Markup of at most `mostBytes`. Half an entity and the beginning of a tag go with what is cut off; more of it no parser reads. */
export function cutMarkup(markup: string): string {
  const cut = cutBytes(markup, mostBytes);
  return cut.length < markup.length ? cut.replace(/(?:&#?[a-z0-9]{0,31}|<\/?)$/i, '') : cut;
}
