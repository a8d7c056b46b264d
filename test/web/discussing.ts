import { cleanMarkup } from '../../src/conversation/clean.ts';
import { keepPicture, picturePath } from '../../src/conversation/pictures.ts';
import { createReactions } from '../../src/conversation/reactions.ts';
import type { Remark } from '../../src/conversation/remark.ts';
import { createRemarks, type Place } from '../../src/conversation/remarks.ts';
import { countUp } from '../../src/database/change.ts';
import type { Query, Step } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import type { Person } from '../../src/federation/people/person.ts';
import { smallPictures } from '../../src/media/small-picture.ts';
import { said, shown } from '../conversation/keeping.ts';
import { person, save } from '../federation/followers/people.ts';
import { photograph, png } from '../federation/portraits/pictures.ts';
import type { TestBlog } from '../support/blog.ts';

type Words = Partial<Remark> & { state?: 'shown' | 'held' | 'hidden'; kind?: Place['kind'] };

/** What people on other servers say and do about one post of a running blog, written as federation writes it. */
export interface Discussion {
  /** Somebody who can be named from now on by the handle. */
  person(handle: string, own?: Partial<Person>): Promise<void>;
  /** A reply of theirs, known by its name; `html` is made safe as anything that comes in. @returns its key. */
  say(handle: string, name: string, html: string, own?: Words): Promise<number>;
  /** An answer of the blog's own account. */
  answer(account: string, name: string, html: string, parent: string): Promise<number>;
  decide(name: string, state: 'shown' | 'held' | 'hidden'): Promise<void>;
  bury(name: string): Promise<void>;
  react(handle: string, kind: 'like' | 'boost', emoji?: string): Promise<void>;
  /** The id of a remark. */
  uri(name: string): string;
}

/** @param id of the post. */
export async function discuss(blog: TestBlog, id: string): Promise<Discussion> {
  const { database } = blog.app;
  const { tables, query: reading } = database;
  const remarks = createRemarks(database);
  const reactions = createReactions(database);
  const [found] = await reading.select({ key: tables.posts.key }).from(tables.posts).where(eq(tables.posts.id, id));
  if (!found) throw new Error(`There is no post ${id}.`);
  const post = found.key;
  const people = new Map<string, Person>();
  const uris = new Map<string, string>();
  let minutes = 0;

  const at = (): Date => new Date(Date.parse('2026-11-21T08:00:00Z') + 60_000 * minutes++);
  const who = async (handle: string): Promise<Person> => {
    const known = people.get(handle) ?? person(handle);
    if (!people.has(handle)) await save(database, [known]);
    people.set(handle, known);
    return known;
  };
  const uri = (name: string): string => uris.get(name) ?? `https://nowhere.example/${name}`;

  async function change(write: (query: Query, now: Date) => Step[]): Promise<void> {
    const now = at();
    await database.atomically((query) => [...write(query, now), countUp(query, tables, now)]);
    await blog.app.posts.refresh();
  }

  async function known(name: string) {
    const kept = await remarks.find(uri(name));
    if (!kept) throw new Error(`Nothing is kept of ${name}.`);
    return kept.row;
  }

  return {
    uri,
    async person(handle, own) {
      people.set(handle, person(handle, own));
      await save(database, [person(handle, own)]);
    },
    async say(handle, name, html, { state = 'shown', kind = 'reply', ...own } = {}) {
      const author = await who(handle);
      const clean = cleanMarkup(html);
      const remark = said(author.uri, name, {
        published: at(),
        html: clean?.html ?? '',
        text: clean?.text ?? '',
        ...own,
      });
      uris.set(name, remark.uri);
      await change((query, now) =>
        remarks.keep(query, remark, { kind, post, account: null }, { ...shown, state }, now),
      );
      return (await known(name)).key;
    },
    async answer(account, name, html, parent) {
      const path = `/ap/notes/${name}`;
      uris.set(name, path);
      await change((query, now) => [
        query.insert(tables.remarks).values({
          ...{ uri: path, account, kind: 'reply', post, parent, state: 'shown', visibility: 'public' },
          ...{ html: cleanMarkup(html)?.html ?? '', published: now, received: now },
        }),
      ]);
      return (await known(name)).key;
    },
    decide: (name, state) => change((query, now) => remarks.decide(query, uri(name), state, 'owner', 'said so', now)),
    async bury(name) {
      const { key } = await known(name);
      await change((query) => [remarks.bury(query, key)]);
    },
    async react(handle, kind, emoji) {
      const author = await who(handle);
      const deed = {
        ...{ uri: `${author.uri}#${kind}/${minutes}`, person: author.uri, post, kind },
        emoji: emoji === undefined ? null : { text: emoji, url: null },
      };
      await change((query, now) => reactions.keep(query, deed, 'shown', now));
    },
  };
}

/** Twelve remarks in three levels, with what a page finds hard: long words, another script, an emoji alone, a warning. */
export async function sampleDiscussion(blog: TestBlog, id: string): Promise<Discussion> {
  const talk = await discuss(blog, id);
  await talk.person('ana@example.social', { name: 'Ana Maria Lima' });
  await talk.person('noor@masto.example', { name: 'نور الدين' });
  await talk.person('blob@cats.example', { name: '🐈‍⬛' });
  await talk.person('a-very-long-user-name-without-any-end@a-quite-long-host-name.social.example', {
    name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  });
  await talk.person('shy@quiet.example', { name: 'Shy', isDiscoverable: false, isIndexable: false });
  const object = 'https://blog.example/post';
  await talk.say(
    'ana@example.social',
    'first',
    '<p>A gate that opens both ways is what I have been missing. <a href="https://example.com/a/very/long/address/that/goes/on"><span class="invisible">https://</span><span class="ellipsis">example.com/a/very/long</span><span class="invisible">/address/that/goes/on</span></a></p><p>Thank you!</p>',
    { parent: object },
  );
  await talk.answer(
    'james',
    'thanks',
    '<p><span class="h-card"><a href="https://example.social/@ana" class="u-url mention">@<span>ana</span></a></span> Gladly. The next part is about hinges.</p>',
    talk.uri('first'),
  );
  await talk.say('bob@other.example', 'second', '<p>And who oils them?</p>', { parent: talk.uri('thanks') });
  await talk.say('ana@example.social', 'deeper', '<p>Whoever walks through.</p>', { parent: talk.uri('second') });
  await talk.say('bob@other.example', 'deepest', '<p>Fair.</p>', { parent: talk.uri('deeper') });
  await talk.say('noor@masto.example', 'arabic', '<p>شكرا لك على هذا المقال الجميل، لقد تعلمت منه الكثير.</p>', {
    parent: object,
    language: 'ar',
  });
  await talk.say('blob@cats.example', 'emoji', '<p>🎉</p>', { parent: talk.uri('arabic') });
  await talk.say(
    'a-very-long-user-name-without-any-end@a-quite-long-host-name.social.example',
    'long',
    '<p>Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz and https://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</p>',
    { parent: object, language: 'de' },
  );
  await talk.say('carla@pics.example', 'warned', '<p>It bit me, <strong>twice</strong>.</p>', {
    parent: object,
    warning: 'Spiders',
    media: [
      {
        kind: 'image',
        url: 'https://cdn.pics.example/spider.jpg',
        description: 'A spider as large as a hand on a gate post',
      },
    ],
  });
  await talk.say(
    'dora@blogs.example',
    'article',
    '<p>I wrote about the same thing last year.</p><blockquote><p>A wall is a question.</p></blockquote><ul><li>one</li><li>two</li></ul><pre><code>const gate = open({ aVeryLongName: true, anotherVeryLongName: false, andAThird: null });</code></pre>',
    { parent: object, title: 'On walls', type: 'Article' },
  );
  await talk.say('emil@pics.example', 'picture', '<p>Mine looks like this.</p>', {
    parent: talk.uri('first'),
    updated: new Date('2026-11-21T12:00:00Z'),
    media: [
      { kind: 'image', url: 'https://cdn.pics.example/gate.jpg', description: 'A blue gate' },
      { kind: 'video', url: 'https://cdn.pics.example/gate.mp4', description: '' },
    ],
  });
  await talk.say('shy@quiet.example', 'quiet', '<p>Nice.</p>', { parent: object });
  await talk.say('gus@mean.example', 'held', '<p>Secret and held.</p>', { parent: object, state: 'held' });
  for (const name of ['ana@example.social', 'noor@masto.example', 'blob@cats.example', 'shy@quiet.example'])
    await talk.react(name, 'like');
  await talk.react('bob@other.example', 'like', '❤️');
  await talk.react('carla@pics.example', 'like', '❤️');
  await talk.react('dora@blogs.example', 'like', ':blobcat:');
  for (let index = 0; index < 12; index += 1) await talk.react(`fan${index}@example.social`, 'boost');
  await talk.say('dora@blogs.example', 'quoting', '<p>Read this.</p>', { quoted: object, kind: 'quote' });
  return talk;
}

/** Gives somebody a portrait, and a custom emoji its picture, as the job of federation/portraits does. @returns their addresses. */
export async function givePictures(
  { app: { database } }: TestBlog,
  user: string,
  url: string,
): Promise<{ portrait: string; blob: string }> {
  const { people, emoji } = database.tables;
  const [face, sign] = await Promise.all([
    photograph().then(smallPictures.face),
    png(90, 60).then(smallPictures.emoji),
  ]);
  if (!face || !sign) throw new Error('No pictures were made.');
  const [portrait, blob] = [picturePath(face), picturePath(sign)];
  const now = new Date();
  await database.atomically((query) => [
    keepPicture(query, database.tables, face, now),
    keepPicture(query, database.tables, sign, now),
    query.update(people).set({ portrait, portraitMade: now }).where(eq(people.user, user)),
    query
      .insert(emoji)
      .values({ url, picture: blob, made: now })
      // The job may have looked for it already.
      .onConflictDoUpdate({ target: emoji.url, set: { picture: blob, made: now } }),
  ]);
  return { portrait, blob };
}
