import { type Check, type Passage, refuse } from './passage.ts';

/**
 * A key of another server than the actor's: the activity is forwarded, which proves nothing about who said it. It is
 * answered as if it were taken in, since servers repeat what is refused, and thrown away.
 */
export const originOfKey: Check = ({ signature, said }) =>
  originOf(signature.keyId) === originOf(said.actor) ? null : refuse(202, 'This was signed by another than its actor.');

/** Only its own server can say what an id stands for. */
export const originOfId: Check = ({ said }) =>
  originOf(said.id) === originOf(said.actor) ? null : refuse(403, 'The activity’s id is not of its actor’s server.');

/** No account here sends anything to this blog. */
export const notOurs: Check = ({ said, origin }: Passage) =>
  originOf(said.actor) === originOf(origin) ? refuse(403, 'The actor is one of this server.') : null;

function originOf(text: string): string | null {
  return URL.canParse(text) ? new URL(text).origin : null;
}
