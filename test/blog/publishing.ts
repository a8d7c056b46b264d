import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createPublisher, type Hint, type Publisher, type Report } from '../../src/blog/publish.ts';
import { createPosts, type StoredPosts } from '../../src/blog/published.ts';
import type { Account, Site } from '../../src/config.ts';
import type { Medium } from '../../src/content/post.ts';
import type { Database } from '../../src/database/database.ts';
import { noContact, usualComments } from '../support/comments.ts';
import type { Engine } from '../support/databases.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';

/** A content folder, a real database, a publisher and the index, with a clock that a test sets. */
export interface Publishing {
  site: TemporarySite;
  database: Database;
  posts: StoredPosts;
  publisher: Publisher;
  /** The time that it is; set it to go on. */
  clock: { now: Date };
  /** Every picture that was asked for. */
  prepared: string[];
  /** Writes or removes (null) files below content/, and publishes by hints of these. */
  save(files: Record<string, string | null>): Promise<Report>;
  publish(hint?: Hint, options?: { confirmRemovals?: boolean }): Promise<Report>;
  /** The same folder and database with another configuration, as after a restart. */
  restart(change?: Partial<Site>): void;
  dispose(): Promise<void>;
}

const james: Account = {
  ...{ id: 'james', user: 'james', host: 'blog.example', type: 'Person', name: 'James', summary: null },
  ...{ avatar: null, header: null, fields: [], aliases: [], manuallyApprovesFollowers: false },
};

export const day = 86_400_000;

export async function startPublishing(engine: Engine, content: Record<string, string> = {}): Promise<Publishing> {
  const files = Object.entries(content).map(([path, text]) => [`content/${path}`, text]);
  const site = await makeSite(Object.fromEntries(files));
  const database = await engine.open();
  const clock = { now: new Date('2026-11-20T12:00:00Z') };
  const prepared: string[] = [];
  const config: Site = {
    ...{
      folder: site.folder,
      origin: 'https://blog.example',
      base: '',
      title: 'Notes',
      description: '',
      language: 'en',
    },
    ...{
      timezone: 'Europe/Berlin',
      permalink: '/posts/:slug',
      feeds: { rss: ['/old.xml'], atom: [], json: [] },
      hub: 'own',
      menu: [],
    },
    ...{ icon: null, owners: [], accounts: [james, { ...james, id: '2', user: 'ada', name: 'Ada' }], pointers: [] },
    ...{
      publish: { auto: true, settle: 0, quiet: 0, removal: day },
      comments: usualComments,
      quotes: 'everyone',
      contact: noContact,
      blogroll: [],
    },
  };
  const open = (change: Partial<Site> = {}): Publisher =>
    createPublisher({ database, site: { ...config, ...change }, prepareMedium: prepare, now: () => clock.now });

  /** Stands for the room of media: a row for all files of the same bytes, with the source that came last. */
  async function prepare(source: string): Promise<Medium | { problem: string }> {
    prepared.push(source);
    const bytes = await readFile(`${site.folder}/${source}`);
    if (bytes.toString().startsWith('broken')) return { problem: 'It is no picture.' };
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    const medium = { hash, name: 'hills.jpg', type: 'image/jpeg', size: bytes.length, width: 4, height: 3 };
    const row = { ...medium, source, stamp: 'of the other room', made: clock.now };
    const { media } = database.tables;
    await database.query.insert(media).values(row).onConflictDoUpdate({ target: media.hash, set: row });
    return medium;
  }

  const posts = await createPosts(database, config);
  const publishing: Publishing = {
    ...{ site, database, clock, prepared, posts, publisher: open() },
    async save(changes) {
      for (const [path, text] of Object.entries(changes)) {
        if (text === null) await site.remove(`content/${path}`);
        else await site.write(`content/${path}`, text);
      }
      return publishing.publish(Object.keys(changes));
    },
    async publish(hint, options) {
      const report = await publishing.publisher.publish(hint, options);
      await posts.refresh();
      return report;
    },
    restart(change) {
      publishing.publisher = open(change);
    },
    async dispose() {
      await database.close();
      await site.dispose();
    },
  };
  await publishing.publish();
  return publishing;
}

/** A post of a title and further lines of front matter. */
export function post(title: string, lines = '', body = 'Text.'): string {
  return `---\ntitle: ${title}\n${lines && `${lines}\n`}---\n${body}\n`;
}
