import type { Reaction } from '../remarks/read-reaction.ts';

/** Misskey sends every emoji as a Like: whatever else one may say, nothing is to be shown for it. */
const agreeing = new Set([...'⭐🌟❤♥💖🧡💛💚💙💜🩷👍👌🙌👏✅☑✔🆗💯🎉']);

/** Whether a like says yes: one without an emoji does, and one with an emoji that is known to, in whichever colour. Pure. */
export function isAgreeing(emoji: Reaction['emoji']): boolean {
  // Without the colour of a skin, and without saying that it is a picture.
  return emoji === null || agreeing.has(emoji.text.replace(/\ufe0f|\p{Emoji_Modifier}/gu, ''));
}
