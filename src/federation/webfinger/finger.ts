import type { Guard } from '../guard/guard.ts';
import { type Checked, checkJrd, hostOf } from './check-jrd.ts';
import { webfingerPath } from './webfinger.ts';

/** What came of asking another host for one of its accounts. `unanswered`: it may well answer later. */
export type Finger = Checked | { unanswered: string };

const accept = 'application/jrd+json, application/json';
const types = /^application\/(jrd\+json|json)\s*(;|$)/;

/** Asks the host of a handle who that is, and the host of its actor whether that is so. */
export async function finger(guard: Guard, handle: string): Promise<Finger> {
  const found = await ask(guard, handle);
  if (!('jrd' in found) || !found.elsewhere) return found;
  // A handle may live on another host than its actor; but anyone can name anyone's actor.
  const named = `${handle.slice(0, handle.indexOf('@'))}@${new URL(found.actor).host}`;
  const confirmed = await ask(guard, named, handle);
  if ('unanswered' in confirmed) return confirmed;
  if ('jrd' in confirmed && confirmed.actor === found.actor) return found;
  return { wrong: `names an actor on ${new URL(found.actor).host}, which does not know this handle` };
}

/** Asks one host for `handle`; its answer must speak of `expected`. */
export async function ask(guard: Guard, handle: string, expected = handle): Promise<Finger> {
  const host = hostOf(handle);
  const resource = encodeURIComponent(`acct:${handle}`);
  const answer = await guard.get(`${guard.originOf(host)}${webfingerPath}?resource=${resource}`, accept);
  if ('failed' in answer) return answer.failed === 'refused' ? { wrong: answer.what } : { unanswered: answer.what };
  if (answer.status >= 500 || answer.status === 429) return { unanswered: `${host} answers ${answer.status}` };
  if (answer.status !== 200) return { wrong: `gets a ${answer.status} from ${host}` };
  if (!types.test(answer.type)) return { wrong: `comes as ${answer.type.slice(0, 50) || 'no media type'}` };
  return checkJrd(answer.body, expected, guard.originOf);
}
