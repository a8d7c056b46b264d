import type { Json } from '../stranger.ts';

/** What a blog holds of some people. */
export interface Holds {
  /** Ids of actors, and what they call themselves. */
  followers: Map<string, string>;
  /** What is shown of what they wrote, by its id. */
  texts: Map<string, string>;
  /** Likes and boosts, by the ids of the activities. */
  reactions: Set<string>;
  /** Complaints, by the ids of the activities. */
  reports: Set<string>;
  /** What may quote, by its id. */
  quotes: Set<string>;
}

export function holdsNothing(): Holds {
  return { followers: new Map(), texts: new Map(), reactions: new Set(), reports: new Set(), quotes: new Set() };
}

/** What is known beside that: who has said where they are now. */
type Known = Holds & { moved: Map<string, string> };
type Taking = (known: Known, activity: Json, actor: string) => void;

const idOf = (value: unknown): string => String(typeof value === 'object' && value ? (value as Json).id : value);
const nameOf = (object: unknown, actor: string): string => String((object as Json).name ?? actor);

const write: Taking = ({ texts }, { object }) => {
  const { id, content } = object as Json;
  texts.set(String(id), String(content));
};
const react: Taking = ({ reactions }, { id }) => void reactions.add(String(id));

/** What each kind of activity does, in a few words: written without a look at how the blog does it. */
const takings: Record<string, Taking> = {
  Create: write,
  Update(known, activity, actor) {
    if (idOf(activity.object) !== actor) write(known, activity, actor);
    else if (known.followers.has(actor)) known.followers.set(actor, nameOf(activity.object, actor));
  },
  Delete(known, { object }, actor) {
    const id = idOf(object);
    known.texts.delete(id);
    // In these stories whoever goes is alone: all that is held is theirs.
    if (id === actor) for (const part of Object.values(known)) part.clear();
  },
  Follow({ followers, moved }, { actor: by }, actor) {
    // Who comes from elsewhere, and followed there too, is one follower.
    for (const [from, to] of moved) if (to === actor) followers.delete(from);
    if (!followers.has(actor)) followers.set(actor, nameOf({}, String(by)));
  },
  Block: ({ followers }, _activity, actor) => void followers.delete(actor),
  Move({ followers, moved }, { target }, actor) {
    if (followers.has(actor)) moved.set(actor, String(target));
  },
  Like: react,
  EmojiReact: react,
  Announce: react,
  Flag: ({ reports }, { id }) => void reports.add(String(id)),
  Undo({ followers, reactions }, { object }, actor) {
    if ((object as Json).type === 'Follow') followers.delete(actor);
    else reactions.delete(idOf(object));
  },
  QuoteRequest(known, { instrument }, actor) {
    write(known, { object: instrument }, actor);
    known.quotes.add(idOf(instrument));
  },
};

/** What is held after these, one after the other. Who has not said otherwise is called as their actor's id. */
export function afterAll(activities: readonly Json[]): Holds {
  const { moved, ...holds }: Known = { ...holdsNothing(), moved: new Map() };
  for (const activity of activities)
    takings[String(activity.type)]?.({ ...holds, moved }, activity, String(activity.actor));
  return holds;
}

/** As text, to be compared. */
export function written(holds: Holds): string {
  return JSON.stringify(Object.fromEntries(Object.entries(holds).map(([name, part]) => [name, [...part].sort()])));
}
