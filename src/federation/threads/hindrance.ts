import type { Problem } from '../../problem.ts';

/** Why a thread elsewhere cannot be read, for its author. */
export type Hindrance = Pick<Problem, 'what' | 'mend'>;

const leaveOut = 'Name a public post of an account in `owners`, or take the line out.';

/** What may stand in the way of `discuss:`. */
export const hindrances = {
  http: {
    what: 'The thread in `discuss` cannot be asked for: only https at public addresses is.',
    mend: 'Write the address of the post with https.',
  },
  own: { what: 'The thread in `discuss` is on this blog.', mend: leaveOut },
  unfound: {
    what: 'There is no post at the address in `discuss` that other servers can read.',
    mend: 'Open it in a browser without signing in, and copy the address of the post itself.',
  },
  unnamed: {
    what: 'The address in `discuss` leads to a post that does not name it as its own.',
    mend: 'Copy the address that the post has on the server of its author.',
  },
  unreadable: { what: 'What `discuss` leads to is no post that can be answered.', mend: leaveOut },
  foreign: {
    what: 'The thread in `discuss` was not begun by an account that is proven to be yours.',
    mend: 'Name the account in `owners` in postern.yaml, and link its profile and this blog to one another with rel=me.',
  },
  private: { what: 'The post in `discuss` is not public.', mend: leaveOut },
  gone: {
    what: 'The post in `discuss` was deleted; the replies to it stay until they are deleted themselves.',
    mend: 'Take the line out to remove them from here.',
  },
  away: {
    what: 'The server of the post in `discuss` has not answered for a day.',
    mend: 'It is tried again by itself.',
  },
} satisfies Record<string, Hindrance>;

/** Of a thread that two posts name. */
export function taken(other: string): Hindrance {
  return {
    what: `The thread in \`discuss\` belongs to content/${other} already.`,
    mend: 'Keep the line in one of the two files.',
  };
}

/** Whether what is said in a thread is taken whatever is in the way: its post is gone, or its server away. */
export function isStillRead(why: string | null): boolean {
  return why === null || why === writeWhy(hindrances.gone) || why === writeWhy(hindrances.away);
}

/** How it is kept. */
export function writeWhy({ what, mend }: Hindrance): string {
  return `${what}\n${mend}`;
}

export function readWhy(why: string): Hindrance {
  const [what = '', mend = ''] = why.split('\n');
  return { what, mend };
}
