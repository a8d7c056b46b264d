import type { Site } from '../../config.ts';
import { outline } from '../../content/outline.ts';
import type { Words } from '../../conversation/answers/answers.ts';
import type { Named } from '../../conversation/answers/named.ts';
import { cleanMarkup } from '../../conversation/clean.ts';
import { answerMarkup } from './markup.ts';
import { type Known, ownAmong } from './people.ts';

/** What stands against it, as a sentence. */
export interface Refusal {
  why: string;
}

/** Longer ones are posts; and what is shown is cut at 64 KiB. */
const longest = 20_000;

/** Reads what the author wrote: with whom it names, and as it is shown. */
export function createReadWords({
  site,
  known,
  isBlocked,
}: {
  site: Pick<Site, 'origin' | 'base' | 'accounts'>;
  known: Known;
  isBlocked(actor: URL): Promise<boolean> | boolean;
}): (text: string, language: string, addressed: Named | null) => Promise<Words | Refusal> {
  async function namedIn(text: string): Promise<Named[]> {
    const handles = outline(text).mentions;
    const named = ownAmong(site, handles);
    for (const { uri, user, handle, href } of await known.byHandle(handles))
      if (!(await isBlocked(new URL(uri)))) named.push({ uri, user, handle, href });
    return named;
  }

  return async (text, language, addressed) => {
    const source = text.trim();
    if (source === '') return { why: 'Nothing was written, so nothing is sent.' };
    const { length } = source;
    if (length > longest) {
      const what = `An answer has at most ${longest} characters, and this one has ${length}.`;
      return { why: `${what} Write a post instead.` };
    }
    const named = await namedIn(source);
    // Whom it answers is told by its place on the page, for as long as they are there: nobody's name stays behind in it.
    const html = cleanMarkup(answerMarkup(site, { source, language, addressed: null, named }))?.html ?? '';
    return html === '' ? { why: 'There would be nothing to see of it.' } : { source, html, addressed, named };
  };
}
