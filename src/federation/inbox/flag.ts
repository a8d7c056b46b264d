import { cleanMarkup } from '../../conversation/clean.ts';
import { plainLine } from '../../conversation/plain.ts';
import { actorId } from '../addresses.ts';
import { addressOf, listOf, textOf } from '../remarks/value.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Handler } from './incoming.ts';
import { isObject } from './reference.ts';

/** Servers name a person and what they complain of, all in one list; no more of it is looked at. */
const mostNamed = 20;
const longest = 2_000;

/**
 * A Flag: somebody complains of one of our accounts or posts, or of a comment that is shown. Kept for the owner alone; nobody
 * is answered, and who complained is often no more than a whole server.
 */
export function handleFlag({ site, talk, reports }: Pick<HandlerOptions, 'site' | 'talk' | 'reports'>): Handler {
  const { places, remarks } = talk;

  /** The first comment that is shown, else the first post. */
  async function about(ids: readonly string[]): Promise<{ remark: number | null; post: number | null }> {
    for (const id of ids) {
      const known = await remarks.find(id);
      if (known?.row.state === 'shown') return { remark: known.row.key, post: known.row.post };
    }
    for (const id of ids) {
      const post = await places.post(id);
      if (post) return { remark: null, post: post.key };
    }
    return { remark: null, post: null };
  }

  return async ({ activity, actor, id, now }) => {
    const ids = listOf(activity.object)
      .slice(0, mostNamed)
      .flatMap((one) => addressOf(isObject(one) ? one.id : one) ?? []);
    const account = site.accounts.find((one) => ids.includes(actorId(site, one)))?.id ?? null;
    const { remark, post } = await about(ids);
    if (account === null && remark === null && post === null) return null;
    const text = wordsOf(textOf(activity.content) || textOf(activity.summary));
    return reports.add({ uri: id, by: actor, remark, post, account, text }, now);
  };
}

/** As plain text, line by line. Mastodon sends plain text, others markup. */
function wordsOf(said: string): string {
  const cut = said.slice(0, 8 * longest);
  const text = /<\/?[a-z][^>]*>/i.test(cut) ? (cleanMarkup(cut)?.text ?? '') : cut;
  const lines = text.split(/\r\n?|\n/).map((line) => plainLine(line, longest));
  return plainLines(lines.join('\n').trim());
}

function plainLines(text: string): string {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('')}…`;
}
