import type { Listed, Medium, Post, Tag } from '../content/post.ts';
import type { Tables } from '../database/schema.ts';

export type PostRow = Tables['posts']['$inferSelect'];
export type SourceRow = Tables['sources']['$inferSelect'];

/** What of a post is stored, but never asked for by SQL. */
export interface PostDetails
  extends Pick<
    Post,
    | 'summary'
    | 'excerpt'
    | 'words'
    | 'authors'
    | 'editors'
    | 'cover'
    | 'media'
    | 'canonical'
    | 'translationKey'
    | 'toc'
    | 'contentWarning'
    | 'federate'
    | 'as'
    | 'comments'
    | 'discuss'
  > {
  tags: Tag[];
  seriesName: string | null;
  aliases: string[];
  /** The digest whose edit is not told to followers; null when the author did not ask for that. */
  minorEdit: string | null;
  /** The last revision that was no such edit: whoever was told less than that is told of both. */
  minorAfter?: number;
  /** When it last appeared because its date had come; absent where nobody waited for that. */
  appeared?: string;
  /** The id of the post whose file this one is a copy of; absent where it says something of its own. */
  copyOf?: string;
  /** Whether the author wrote the id, so that another one in its place means another post. */
  idWritten: boolean;
}

/** The details of a row. Only `composeRow` writes them, so they are what it wrote. */
export function detailsOf(row: Pick<PostRow, 'details'>): PostDetails {
  return row.details as PostDetails;
}

/** A row of the index as the rest of the blog knows it. */
export function toPost(row: PostRow): Post {
  const { seriesName, aliases: _aliases, idWritten: _idWritten, ...told } = detailsOf(row);
  const { minorEdit: _minorEdit, minorAfter: _minorAfter, appeared: _appeared, copyOf: _copyOf, ...details } = told;
  const { id, generation, kind, path, slug, permalink, title, body, date, updated, firstPublished } = row;
  const { language, pinned, unlisted, guid, revision } = row;
  return {
    ...details,
    ...{ id, generation, kind, path, slug, permalink, title, body, date, updated, firstPublished },
    ...{ language, pinned, unlisted, guid, revision },
    series: row.seriesSlug && seriesName ? { name: seriesName, slug: row.seriesSlug, order: row.seriesOrder } : null,
  };
}

/** The columns of which a line of a list is made. */
export function listedColumns({ posts }: Tables) {
  const { id, kind, permalink, title, date, language, pinned, details } = posts;
  return { id, kind, permalink, title, date, language, pinned, details };
}

export function toListed(row: Pick<PostRow, keyof ReturnType<typeof listedColumns>>): Listed {
  const { id, kind, permalink, title, date, language, pinned } = row;
  const { summary, excerpt, contentWarning } = detailsOf(row);
  return { id, kind, permalink, title, summary, excerpt, date, language, pinned, contentWarning };
}

/** A row of the media table as it is served. */
export function toMedium({ hash, name, type, size, width, height, tint }: Tables['media']['$inferSelect']): Medium {
  return { hash, name, type, size, width, height, ...(tint ? { tint } : {}) };
}

/** The path of a post's ActivityPub object: each generation has its own, since a Delete burns an address for ever. */
export function objectPath(id: string, generation: number): string {
  return generation === 1 ? `/ap/posts/${id}` : `/ap/posts/${id}/${generation}`;
}
