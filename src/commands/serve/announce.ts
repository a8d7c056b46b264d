import type { Config } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { Terminal } from '../command.ts';
import { counted } from '../site.ts';

/** What there is to see, and what is wrong. */
export interface Counts {
  posts: number;
  notes: number;
  problems: number;
}

/** Says where the blog is: to a person in a few lines, to a machine in one. */
export function announce({ site, place }: Config, url: string, counts: Counts, terminal: Terminal, log: Log): void {
  const address = site.origin + site.base;
  if (place.log === 'json') {
    log.info('The blog is being served.', { url: url + site.base, address, ...counts });
    return;
  }
  const { posts, notes, problems } = counts;
  terminal.out(`${site.title} is at ${url}${site.base}`);
  if (address !== url + site.base) terminal.out(`Its readers find it at ${address}`);
  terminal.out(
    `${counted(posts, 'post')}, ${counted(notes, 'note')}, ${problems > 0 ? counted(problems, 'problem') : 'no problems'}. Stop with Ctrl+C.`,
  );
}
