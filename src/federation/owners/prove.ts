import type { Site } from '../../config.ts';
import type { Guard } from '../guard/guard.ts';
import { isObject } from '../inbox/reference.ts';
import type { Loaders } from '../load.ts';
import type { Person } from '../people/person.ts';
import { readPerson } from '../people/read-person.ts';
import { listOf, textOf } from '../remarks/value.ts';
import { hostOf } from '../webfinger/check-jrd.ts';
import { finger } from '../webfinger/finger.ts';
import { isOurs } from './ours.ts';
import { readRelMe } from './rel-me.ts';

/**
 * What came of a look at the profile of somebody who is to be the author. `unsaid`: it could be read, and does not say so.
 * `unread`: it could not, which proves nothing. `why` and `mend` are for the owner.
 */
export type Look =
  | { state: 'proven'; person: Person }
  | { state: 'unsaid'; actor: string | null; why: string; mend: string }
  | { state: 'unread'; why: string; mend: string };

export interface ProveParts {
  site: Pick<Site, 'origin' | 'base' | 'accounts'>;
  guard: Pick<Guard, 'get' | 'originOf'>;
  loaders(): Promise<Pick<Loaders, 'forOneTask'>>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
}

/** The actor, and once more where it says that it is elsewhere. */
const mostLoads = 2;

/** No field of a profile is longer. */
const longestField = 20_000;

const later = 'Nothing need be done if that server is only down; it is asked again every hour.';

/**
 * Looks whether an account elsewhere says that this blog is its owner's: a field of its profile (`PropertyValue`, as
 * Mastodon writes it) or, where none does, its profile page names the blog by rel=me. That the blog says the same is for
 * `owners` in postern.yaml. At most two questions by WebFinger, two for the actor and one for the page.
 */
export async function prove(handle: string, { site, guard, loaders, isBlocked }: ProveParts): Promise<Look> {
  const home = `${site.origin}${site.base}`;
  const blocked = { why: 'you have blocked it', mend: 'Take the block back, or take it out of `owners`.' };
  const server = `${guard.originOf(hostOf(handle))}/`;
  if (await isBlocked(new URL(server))) return { state: 'unsaid', actor: null, ...blocked };
  const found = await finger(guard as Guard, handle);
  if ('unanswered' in found)
    return { state: 'unread', why: `its server does not answer: ${found.unanswered}`, mend: later };
  if ('wrong' in found) {
    const mend = found.calls
      ? `Write @${found.calls} if that is the account.`
      : 'Check the handle, and ask its server.';
    return { state: 'unread', why: `what is said of it ${found.wrong}`, mend };
  }
  const { actor } = found;
  if (await isBlocked(new URL(actor))) return { state: 'unsaid', actor, ...blocked };

  const load = (await loaders()).forOneTask(mostLoads);
  const document = await load(actor).then(
    (loaded) => loaded.document,
    (error: unknown) => (error instanceof Error ? error : new Error('no answer')),
  );
  if (document instanceof Error) return { state: 'unread', why: `it cannot be read: ${document.message}`, mend: later };
  const person = readPerson(document, actor);
  if (!person) return { state: 'unread', why: `${actor} is no account that could be written to`, mend: later };
  const proven: Look = { state: 'proven', person };
  if (fieldsOf(document).some((field) => readRelMe(field).some((address) => isOurs(site, address)))) return proven;

  const page = await readPage(person, guard);
  if (page.state === 'unread') return { state: 'unread', why: page.why, mend: later };
  if (page.links.some((address) => isOurs(site, address))) return proven;
  return {
    state: 'unsaid',
    actor,
    why: 'its profile does not link to this blog by rel=me, so nobody there is believed to be you',
    mend: `Write ${home} into a field of that profile and save it; it is looked at every hour.`,
  };
}

function fieldsOf(document: unknown): string[] {
  const { attachment } = isObject(document) ? document : {};
  return listOf(attachment).flatMap((one) =>
    isObject(one) && one.type === 'PropertyValue' ? textOf(one.value).slice(0, longestField) : [],
  );
}

/** What its own server shows to browsers; a page that is refused or no HTML says nothing. */
async function readPage(
  { uri, url }: Person,
  guard: Pick<Guard, 'get'>,
): Promise<{ state: 'read'; links: string[] } | { state: 'unread'; why: string }> {
  const nothing = { state: 'read' as const, links: [] };
  if (url === uri) return nothing;
  const answer = await guard.get(url, 'text/html');
  if ('failed' in answer) return { state: 'unread', why: `its profile page cannot be read: ${answer.what}` };
  if (answer.status >= 500 || answer.status === 429)
    return { state: 'unread', why: `its profile page answers ${answer.status}` };
  const isOwn = new URL(answer.url).origin === new URL(uri).origin;
  if (answer.status !== 200 || !isOwn || !/^(?:text\/html|application\/xhtml\+xml)\b/.test(answer.type)) return nothing;
  return { state: 'read', links: readRelMe(answer.body.toString('utf8')) };
}
