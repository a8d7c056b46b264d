import type { Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { outline } from '../../content/outline.ts';
import { isOwn } from '../../conversation/answers/answers.ts';
import { readAnswerExtras } from '../../conversation/answers/named.ts';
import type { Database } from '../../database/database.ts';
import { eq, inArray, or } from '../../database/drizzle.ts';
import { actorId, actorPath } from '../addresses.ts';
import { noticePath } from '../owners/note.ts';
import type { Selection } from './ledger.ts';

/** What an activity is about, for people. */
export interface Named {
  title: string;
  /** Where it is to be read; null where there is nothing to read. */
  address: string | null;
}

type About = NonNullable<Selection['about']>;

/**
 * What somebody means by a slug, an id, a path, an address or the id of an activity. Null: nothing here is called so.
 * A name may mean several things; all of them are meant.
 */
export async function findSubjects(database: Database, site: Site, word: string): Promise<About | null> {
  const { query, tables } = database;
  const { activities, objects, paths, posts } = tables;
  const whole = absolute(site, '/');
  const path = word.startsWith(whole) ? `/${word.slice(whole.length)}` : word;
  const uris = [word, absolute(site, path)];

  const exact = await query
    .select({ uri: activities.uri })
    .from(activities)
    .where(inArray(activities.uri, uris))
    .limit(1);
  if (exact.length > 0) return { subjects: [], uris };

  const subjects = [word, path];
  const known = await query
    .select({ subject: activities.subject })
    .from(activities)
    .where(inArray(activities.subject, subjects))
    .limit(1);
  if (known.length > 0) return { subjects, uris: [] };

  const file = path.replace(/^\.?\/?(content\/)?/, '');
  const files = [file, `${file.replace(/\/$/, '')}/index.md`];
  const served = [path, path.endsWith('/') ? path.slice(0, -1) : `${path}/`];
  const found = await query
    .selectDistinct({ uri: objects.uri })
    .from(objects)
    .innerJoin(posts, eq(posts.key, objects.post))
    .leftJoin(paths, eq(paths.post, posts.key))
    .where(
      or(
        inArray(posts.slug, [word]),
        inArray(posts.id, [word]),
        inArray(posts.path, files),
        inArray(posts.permalink, served),
        inArray(paths.path, served),
      ),
    );
  return found.length > 0 ? { subjects: found.map(({ uri }) => uri), uris: [] } : null;
}

/** Names for what activities are about: the title of a post, the beginning of a note, who it is for. */
export async function nameSubjects(
  { query, tables }: Database,
  site: Site,
  subjects: readonly string[],
): Promise<(subject: string) => Named> {
  const { hosts, objects, people, posts, remarks } = tables;
  const names = new Map<string, Named>();
  for (const account of site.accounts) {
    const named = { title: `@${account.user}`, address: absolute(site, `/@${account.user}`) };
    names.set(actorId(site, account), named).set(actorPath(account.id), named);
  }
  const unknown = [...new Set(subjects)].filter((subject) => !names.has(subject));
  for (let from = 0; from < unknown.length; from += 500) {
    const some = unknown.slice(from, from + 500);
    const written = await query
      .select({ uri: objects.uri, title: posts.title, body: posts.body, permalink: posts.permalink })
      .from(objects)
      .innerJoin(posts, eq(posts.key, objects.post))
      .where(inArray(objects.uri, some));
    for (const { uri, title, body, permalink } of written)
      names.set(uri, { title: title ?? (outline(body).excerpt || permalink), address: absolute(site, permalink) });
    const known = await query
      .select({ uri: people.uri, user: people.user, host: hosts.name })
      .from(people)
      .innerJoin(hosts, eq(hosts.key, people.host))
      .where(inArray(people.uri, some));
    for (const { uri, addressed, title, permalink } of await answersAt(some)) {
      const about = title === null ? '' : ` on ${title}`;
      const address = permalink === null ? null : absolute(site, permalink);
      names.set(uri, { title: `answer${addressed ? ` to @${addressed.handle}` : ''}${about}`, address });
    }
    for (const { uri, user, host } of known) names.set(uri, { title: `@${user}@${host}`, address: uri });
  }
  async function answersAt(uris: readonly string[]) {
    const rows = await query
      .select({ uri: remarks.uri, extras: remarks.extras, title: posts.title, permalink: posts.permalink })
      .from(remarks)
      .leftJoin(posts, eq(posts.key, remarks.post))
      .where(
        inArray(
          remarks.uri,
          [...uris].filter((uri) => isOwn({ uri })),
        ),
      );
    return rows.map(({ extras, ...row }) => ({ ...row, addressed: readAnswerExtras(extras).addressed }));
  }
  // Where a message to the owner lives says nothing to anybody.
  const plain = (subject: string): string =>
    subject.startsWith(noticePath('')) ? 'A message to you' : subject.replace(/^https?:\/\//, '');
  return (subject) => names.get(subject) ?? { title: plain(subject), address: null };
}
