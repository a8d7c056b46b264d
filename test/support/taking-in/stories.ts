import type { Chance } from '../chance.ts';
import type { Json } from '../stranger.ts';
import type { World, Writer } from './world.ts';

/** One activity of a story. */
export interface Step {
  by: Writer;
  activity: Json;
  /** What changes at its own server before it is sent. */
  before?(): void;
}

/** What somebody does with one thing, in its order: each step is sent when the one before it was answered. */
export interface Story {
  steps: Step[];
  /** One of so many complaints of one server that the blog only counts them. Each comes twice. */
  isFlood: boolean;
}

/** What is spoken of: ids of posts, and of the account. */
export interface Spoken {
  posts: string[];
  actor: string;
}

const everybody = 'https://www.w3.org/ns/activitystreams#Public';

/** So many complaints of one server, and of all, are below what a blog keeps of them; and so many more than it keeps come from one. */
const [flagsOfServer, flagsOfAll, flood] = [15, 350, 30];

/**
 * Makes stories of all kinds that leave a trace, until they have so many steps together. No two stories of a person are
 * about the same thing, so what is left of one says nothing of another.
 */
export function tell(world: World, chance: Chance, { posts, actor }: Spoken, least: number): Story[] {
  const stories: Story[] = [];
  const flags = new Map<unknown, number>();
  const [flooding] = world.strangers;
  let things = 0;
  let steps = 0;

  const add = (story: Step[], isFlood = false): void => {
    stories.push({ steps: story, isFlood });
    steps += story.length;
  };
  const says = (by: Writer, type: string, object: unknown, own: Json = {}): Step => ({
    by,
    activity: by.stranger.activity(type, object, { by: by.user, own }),
  });
  /** The texts of one remark, the later the newer: each at a second of its own. */
  const remark = (by: Writer, own: Json): ((edit: number) => Json) => {
    things += 1;
    const id = `${by.user.id}/notes/${things}`;
    const [name, began] = [`word-${things}`, Date.now() - 3600_000];
    return (edit) => ({
      ...{ id, type: 'Note', attributedTo: by.user.id, to: everybody, content: `<p>${name}-${edit}</p>` },
      published: new Date(began).toISOString(),
      ...(edit > 0 ? { updated: new Date(began + edit * 1000).toISOString() } : {}),
      ...own,
    });
  };

  function reply(by: Writer): Step[] {
    const note = remark(by, { inReplyTo: chance.pick(posts) });
    const edits = Array.from({ length: chance.under(4) }, (_, edit) => says(by, 'Update', note(edit + 1)));
    const end = chance.is(0.25) ? [says(by, 'Delete', { id: note(0).id, type: 'Tombstone' })] : [];
    return [says(by, 'Create', note(0)), ...edits, ...end];
  }

  const renaming = (by: Writer): Step => {
    const name = `${by.user.name} the second`;
    const update = says(by, 'Update', { ...by.user.document(), name });
    return { ...update, before: () => void Object.assign(by.document, { name }) };
  };

  function follow(by: Writer): Step[] {
    const first = says(by, 'Follow', actor);
    const ends = [
      [],
      [says(by, 'Undo', first.activity)],
      [says(by, 'Block', actor)],
      [renaming(by)],
      [says(by, 'Undo', first.activity), says(by, 'Follow', actor)],
    ];
    return [first, ...chance.pick(ends)];
  }

  const reaction = (by: Writer, type: string, object: string, own: Json = {}): Step[] => {
    const done = says(by, type, object, { to: everybody, ...own });
    return chance.is(0.3) ? [done, says(by, 'Undo', done.activity)] : [done];
  };

  function quote(by: Writer): Step[] {
    const post = chance.pick(posts);
    return [says(by, 'QuoteRequest', post, { instrument: remark(by, { quote: post })(0) })];
  }

  const complaint = (by: Writer): Step =>
    says(by, 'Flag', [actor, chance.pick(posts)], { content: `complaint ${stories.length}` });

  function flag(by: Writer): Step[] {
    const before = flags.get(by.stranger) ?? 0;
    flags.set(by.stranger, before + 1);
    const most = Math.min(flagsOfServer, Math.floor(flagsOfAll / world.strangers.length));
    return before < most && by.stranger !== flooding ? [complaint(by)] : [];
  }

  /** Somebody who comes, speaks, and is gone with all of it. */
  function farewell(): Step[] {
    const by = world.newcomer(chance.pick(world.strangers));
    const note = remark(by, { inReplyTo: chance.pick(posts) });
    const like = says(by, 'Like', chance.pick(posts), { to: everybody });
    return [says(by, 'Follow', actor), says(by, 'Create', note(0)), like, says(by, 'Delete', by.user.id)];
  }

  /** Somebody who follows, and then does so from elsewhere. */
  function move(): Step[] {
    const from = world.newcomer(chance.pick(world.strangers));
    const to = world.newcomer(chance.pick(world.strangers), { alsoKnownAs: [from.user.id] });
    const moves = says(from, 'Move', from.user.id, { target: to.user.id });
    return [says(from, 'Follow', actor), moves, says(to, 'Follow', actor)];
  }

  if (flooding) {
    const by = world.newcomer(flooding);
    for (let count = 0; count < flood; count += 1) add([complaint(by)], true);
  }
  while (steps < least) {
    if (chance.is(0.06)) add(farewell());
    if (chance.is(0.06)) add(move());
    const by = world.newcomer(chance.pick(world.strangers));
    const [liked, felt, boosted] = [chance.pick(posts), chance.pick(posts), chance.pick(posts)];
    if (chance.is(0.5)) add(follow(by));
    add(reply(by));
    if (chance.is(0.5)) add(reaction(by, 'Like', liked));
    if (chance.is(0.3)) add(reaction(by, 'EmojiReact', felt, { content: '🎉' }));
    if (chance.is(0.4)) add(reaction(by, 'Announce', boosted));
    if (chance.is(0.2)) add(quote(by));
    if (chance.is(0.1)) add(flag(by));
  }
  return stories.filter((story) => story.steps.length > 0);
}
