import type { NoNews, Reason } from './decide.ts';

/** A post as it is named to its author. */
export interface Named {
  /** Its object, relative to the blog's address. */
  uri: string;
  id: string;
  /** Its file, relative to the content folder. */
  path: string;
  permalink: string;
  title: string | null;
}

/** A message about a post to the followers of an account. */
export interface Telling extends Named {
  kind: 'create' | 'update' | 'delete';
  /** In whose name, by the account's id. */
  account: string;
}

/** What one look at the index came to. */
export interface Look {
  told: Telling[];
  /** `at`: when it goes by itself. Null: when the owner says so, or when the account's handle leads here. */
  waiting: (Telling & { at: Date | null; isOff: boolean })[];
  /** New posts that nobody is told of by themselves. */
  silenced: (Named & { why: Reason })[];
  /** Edited posts of which nobody is told. */
  unsaid: (Named & { why: NoNews })[];
  /** Posts that were edited with so many others that nobody is told until the owner publishes. */
  held: Named[];
  /** New posts that may be others, renamed and edited, or are copies of others: they wait until the owner says what they are. */
  doubted: Named[];
  /** What would be told by accounts that are no longer on the list: nobody else may. */
  voiceless: Telling[];
  /** What the owner wanted told, and is not: hidden, deleted, kept back by its author, told before, or unknown. */
  refused: string[];
  /** How many posts were found at the first look at all, and are silent. */
  baseline: number;
}

export function emptyLook(): Look {
  return {
    told: [],
    waiting: [],
    silenced: [],
    unsaid: [],
    held: [],
    doubted: [],
    voiceless: [],
    refused: [],
    baseline: 0,
  };
}

export function named({ uri, id, path, permalink, title }: Named): Named {
  return { uri, id, path, permalink, title };
}
