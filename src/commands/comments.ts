import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { openComments, type Room } from './comments/open.ts';

export const comments: Command = {
  name: 'comments',
  about: 'Show what others say about your posts, and decide what is shown.',
  usage: [
    'comments [list]',
    'comments show NUMBER…',
    'comments approve|hide|reopen NUMBER… [--why TEXT]',
    'comments delete NUMBER… [--why TEXT]',
    'comments reply NUMBER [TEXT…|-] [--account NAME]',
    'comments reply --post SLUG [TEXT…|-]',
    'comments edit NUMBER [TEXT…|-]',
    'comments block NUMBER… [--domain] [--why TEXT]',
    'comments owners',
    'comments feed [--renew]',
  ],
  words: { least: 0, most: Infinity },
  options: {
    ...siteOption,
    held: { value: null, about: 'With list: only those that wait for you.' },
    shown: { value: null, about: 'With list: only those that are shown.' },
    hidden: { value: null, about: 'With list: only those that are hidden.' },
    post: { value: 'SLUG', about: 'With list: only those about this post. With reply: answer the post itself.' },
    by: { value: 'HANDLE', about: 'With list: only those of this person, or of the URL of an actor.' },
    since: { value: 'DATE|DURATION', about: 'With list: only those that came since then: 2026-11-20, or 7d.' },
    limit: { value: 'NUMBER', about: 'With list: at most so many; by default 20.' },
    why: { value: 'TEXT', about: 'What is to be remembered about the decision; only you see it.' },
    domain: { value: null, about: 'With block: the whole server of the author.' },
    yes: { value: null, about: 'With delete: do not ask.' },
    renew: { value: null, about: 'With feed: make another address; the old one leads nowhere from then on.' },
    account: {
      value: 'NAME',
      about: 'With reply: in whose name; by default whoever was addressed, or wrote the post.',
    },
    'dry-run': {
      value: null,
      about:
        'With delete and block: only say what that would be. With reply and edit: only show what would be sent, and to whom.',
    },
    ...jsonOption,
  },
  notes: [
    'A comment is named by its number, which stands first in the list. What waits for you comes first, then the newest. Several at once are all decided, or none where one of them cannot be.',
    'hide keeps the text where only you see it, reopen lets a comment wait for you again, delete erases text and name here and keeps its address, so that it does not come back. What lies on other servers stays there.',
    'reply answers a comment, or with --post a post, in Markdown: on the command line, from standard input with -, else in your editor (VISUAL, EDITOR). The answer stands in the thread as yours, and the running server sends it to whom it answers, to those further up the thread and to your followers. What was said to you alone is answered to its author alone, and is on no page. An answer to what waits lets that in. edit changes an answer of yours, delete takes it back from everybody who had it.',
    'block keeps the author out, or with --domain everybody there, and hides what came from there; `postern block … --remove` brings that back.',
    'owners tells which of your accounts elsewhere (`owners` in postern.yaml) are believed to be yours, and what is missing for the others; it exits with 3 when something is. feed prints the address of a private feed of what waits: whoever knows it can read that.',
    'A running server shows it at once. Each decision is kept with the time and your words; show tells them all.',
  ],
  examples: [
    'postern comments --held',
    'postern comments approve 4 7',
    'postern comments hide 5 --why "off topic"',
    'postern comments delete 6 --dry-run',
    'postern comments reply 4 "Thank you, I have mended it."',
    'postern comments edit 12',
  ],
  run,
};

interface Part {
  /** The flags that go with it. */
  flags: string[];
  /** What follows its name: nothing, the numbers of comments, or the number of one and a text. */
  wants: 'nothing' | 'numbers' | 'text';
  run(room: Room, call: Call, numbers: number[], words: string[]): Promise<ExitCode>;
}

const decision = ['why'];

// Each is imported when it is wanted: to list needs nothing of what sends.
const parts = new Map<string, Part>([
  [
    'list',
    {
      flags: ['held', 'shown', 'hidden', 'post', 'by', 'since', 'limit', 'json'],
      wants: 'nothing',
      run: async (room, call) => (await import('./comments/list.ts')).list(room, call),
    },
  ],
  [
    'show',
    {
      flags: ['json'],
      wants: 'numbers',
      run: async (room, call, numbers) => (await import('./comments/show.ts')).show(room, call, numbers),
    },
  ],
  ...(['approve', 'hide', 'reopen', 'delete'] as const).map((word): [string, Part] => [
    word,
    {
      flags: word === 'delete' ? [...decision, 'yes', 'dry-run'] : decision,
      wants: 'numbers',
      run: async (room, call, numbers) => (await import('./comments/decide.ts')).decide(word)(room, call, numbers),
    },
  ]),
  [
    'block',
    {
      flags: [...decision, 'domain', 'dry-run'],
      wants: 'numbers',
      run: async (room, call, numbers) => (await import('./comments/block.ts')).block(room, call, numbers),
    },
  ],
  [
    'owners',
    {
      flags: ['json'],
      wants: 'nothing',
      run: async (room, call) => (await import('./comments/owners.ts')).owners(room, call),
    },
  ],
  [
    'feed',
    {
      flags: ['renew'],
      wants: 'nothing',
      run: async (room, call) => (await import('./comments/feed.ts')).feed(room, call),
    },
  ],
  [
    'reply',
    {
      flags: ['post', 'account', 'dry-run', 'json'],
      wants: 'text',
      run: async (...given) => (await import('./comments/reply.ts')).reply(...given),
    },
  ],
  [
    'edit',
    {
      flags: ['dry-run', 'json'],
      wants: 'text',
      run: async (...given) => (await import('./comments/edit.ts')).edit(...given),
    },
  ],
]);

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const [first = 'list', ...rest] = call.words;
  // A number alone is looked at.
  const isNumber = readNumber(first) !== null;
  const [name, words] = isNumber ? ['show', call.words] : [first, rest];
  const part = parts.get(name);
  const isAboutPost = part?.wants === 'text' && call.text('post') !== null;
  if (!part)
    return misused(
      terminal,
      comments,
      `"${name}" is nothing that comments does: there are list, show, approve, hide, reopen, delete, block, reply, edit, owners and feed.`,
    );
  const stray = Object.keys(comments.options).find(
    (flag) => call.flag(flag) && !part.flags.includes(flag) && !Object.hasOwn(siteOption, flag),
  );
  if (stray) return misused(terminal, comments, `--${stray} does not go with ${name}.`);
  if (part.wants === 'nothing' && words.length > 0) return misused(terminal, comments, `"${words[0]}" is too much.`);
  // Of a text only the first word is a number.
  const count = part.wants === 'text' ? 1 : words.length;
  const named = isAboutPost ? [] : words.slice(0, count);
  if (part.wants !== 'nothing' && !isAboutPost && named.length === 0)
    return misused(terminal, comments, `Say which to ${name}, by number: postern comments ${name} 4`);
  const wrong = named.find((word) => readNumber(word) === null);
  if (wrong !== undefined)
    return misused(terminal, comments, `"${wrong}" is no number of a comment. The list begins each line with it.`);
  const numbers = [...new Set(named.flatMap((word) => readNumber(word) ?? []))];

  const room = await openComments(call);
  if (!room) return 1;
  try {
    return await part.run(room, call, numbers, words.slice(named.length));
  } finally {
    await room.close();
  }
}

/** `4` or `#4`; null: it is no number. */
function readNumber(word: string): number | null {
  const [, digits] = /^#?([1-9]\d{0,14})$/.exec(word) ?? [];
  return digits === undefined ? null : Number(digits);
}
