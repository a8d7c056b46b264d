import { many, wrap } from '../deliveries/layout.ts';
import type { Entry, Fate } from './entry.ts';
import { limited, shortLine } from './entry-lines.ts';
import type { Silent } from './silent.ts';

/** As many of each reason are shown. */
const most = 5;

type Why = Exclude<Fate['why'], null>;

/** Why nobody is told, and whether the owner can have it told all the same. */
const reasons: Partial<Record<Why, { sentence: string; canBeSent: boolean }>> = {
  crowd: { sentence: 'So many new posts at once look like an import', canBeSent: true },
  old: { sentence: 'Dated more than seven days back', canBeSent: true },
  'there before': { sentence: 'There before followers were first told of anything', canBeSent: true },
  untold: { sentence: 'Followers were never sent this post', canBeSent: true },
  'kept back': { sentence: 'Kept back by federate: false', canBeSent: false },
  minor: { sentence: 'Marked as edit: minor', canBeSent: false },
  same: { sentence: 'Followers would see no difference', canBeSent: false },
  page: { sentence: 'Pages are not sent to followers', canBeSent: false },
  'no account': { sentence: 'There is no account in postern.yaml to send it', canBeSent: false },
};

const hint = ['', ...wrap('', ['To send one to followers all the same: postern publish --announce FILE'])];

/** What changes on the blog and is sent to nobody, by the reason. Pure. */
export function unsentLines(entries: Entry[], { all }: { all: boolean }): string[] {
  const isHidden = ({ removal, page }: Entry): boolean => removal !== null && page !== 'gone';
  const unsent = entries.filter((entry) => ['silent', 'nothing'].includes(entry.followers.state) && !isHidden(entry));
  const shown = unsent.filter(({ what }) => what !== 'scheduled');
  if (shown.length === 0) return [];
  const canBeSent = shown.some(({ what, followers: { why } }) => why && what !== 'removal' && reasons[why]?.canBeSent);
  const groups = (Object.keys(reasons) as Why[]).flatMap((why) => {
    const some = shown.filter(({ followers }) => followers.why === why);
    const short = ({ what, path, from }: Entry): string[] => shortLine({ what, path, from });
    return some.length === 0 ? [] : ['', `${reasons[why]?.sentence}:`, ...limited(some, all, short, most)];
  });
  return ['Shown on the blog, and sent to nobody.', ...groups, ...(canBeSent ? hint : [])];
}

/** What was sent to nobody before, and stays so, by the reason. Pure. */
export function silentLines({ before, posts }: Silent, { all }: { all: boolean }): string[] {
  const groups = (['crowd', 'old', 'kept back'] as const).flatMap((why) => {
    const some = posts.filter((post) => post.why === why);
    return some.length === 0
      ? []
      : ['', `${reasons[why]?.sentence}:`, ...limited(some, all, ({ path }) => [`  ${path}`], most)];
  });
  if (before + posts.length === 0) return [];
  const canBeSent = before > 0 || posts.some(({ why }) => reasons[why]?.canBeSent);
  const old = before > 0 ? ['', `${reasons['there before']?.sentence}: ${many(before, 'post')}.`] : [];
  return [
    'Silent since they appeared: followers are not told of their edits either.',
    ...groups,
    ...old,
    ...(canBeSent ? hint : []),
  ];
}
