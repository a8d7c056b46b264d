import type { Remark } from '../../src/conversation/remark.ts';
import type { Kept } from '../../src/conversation/remarks.ts';
import type { Database } from '../../src/database/database.ts';

/** A post of the index, as little of it as the tables demand. @returns its key. */
export async function addPost(
  { query, tables: { posts, settings } }: Database,
  id: string,
  own: Partial<typeof posts.$inferInsert> = {},
): Promise<number> {
  const at = new Date('2026-11-20T08:00:00Z');
  await query.insert(settings).values({ name: 'change', value: '1', changed: at }).onConflictDoNothing();
  const [row] = await query
    .insert(posts)
    .values({
      ...{ id, kind: 'post', state: 'live', path: `${id}.md`, slug: id, permalink: `/posts/${id}`, title: id },
      ...{ body: '', digest: '', details: { authors: [] }, date: at, language: 'en', pinned: false, unlisted: false },
      ...{ firstPublished: at, guid: id, revision: 1 },
      ...own,
    })
    .returning({ key: posts.key });
  if (!row) throw new Error('No post was written.');
  return row.key;
}

/** A plain public reply. */
export function said(author: string, name: string, own: Partial<Remark> = {}): Remark {
  const uri = `${author}/statuses/${name}`;
  return {
    ...{ uri, url: uri, author, type: 'Note', parent: null, quoted: null, visibility: 'public', mentions: [] },
    ...{ title: null, warning: null, html: `<p>${name}</p>`, text: name, language: 'en', media: [], emoji: {} },
    ...{ published: new Date('2026-11-21T10:00:00Z'), updated: null },
    ...own,
  };
}

export const shown: Kept = { state: 'shown', why: 'everyone', found: null };
export const held: Kept = { state: 'held', why: 'first-time', found: null };
export const hidden: Kept = { state: 'hidden', why: 'blocked', found: null };
