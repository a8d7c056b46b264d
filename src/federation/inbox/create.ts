import { readRemark } from '../remarks/read-remark.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Effect, Handler, Incoming } from './incoming.ts';
import { idOf, isObject } from './reference.ts';

/** The Create of something that answers or quotes a post, or names an account: kept as the rules say. */
export function handleCreate({ talk }: Pick<HandlerOptions, 'talk'>): Handler {
  return (incoming) => takeSaid(talk, incoming, false);
}

/** What an activity carries, by its own author, or what is served at the id that it names. */
export async function takeSaid(
  talk: Pick<HandlerOptions['talk'], 'take'>,
  { activity, actor, account, now, load }: Incoming,
  isEdit: boolean,
): Promise<Effect | null> {
  const reading = readRemark(await saidIn(activity.object, actor, load), { author: actor, now, activity });
  if (!reading.ok) return null;
  return talk.take({ remark: reading.remark, held: reading.held, account, now, load, isEdit });
}

/** What a property embeds, or names: then it is fetched, from the actor's own server alone. Nobody has us ask another. */
async function saidIn(value: unknown, actor: string, load: Incoming['load']): Promise<unknown> {
  const [only] = [value].flat();
  const id = idOf(value);
  if (isObject(only)) return only;
  if (id === null || !URL.canParse(id) || new URL(id).origin !== new URL(actor).origin) return null;
  return load(id).then(
    ({ document }) => document,
    () => null,
  );
}
