import { onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type Outcome, type Server, serve } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { type Delivered, type Stranger, startStranger } from '../support/stranger.ts';
import { typed } from '../support/typed.ts';
import { until } from '../support/until.ts';

/** A blog served by a real process, and followed from another server; commands are run by `typed`. */
export interface ServedBlog {
  site: TemporarySite;
  origin: string;
  stranger: Stranger;
  run(...words: string[]): Promise<Outcome>;
  start(): Promise<Server>;
  /** What came to the stranger, without the answer to its Follow; waits for so many, all of them verified. */
  arrived(count: number): Promise<Delivered[]>;
}

export async function servedBlog(
  files: Record<string, string>,
  publish = '{ settle: 60m, quiet: 60m }',
): Promise<ServedBlog> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const yaml = `url: ${origin}\ntitle: Notes\naccounts:\n  - handle: james\n    name: James\npublish: ${publish}\n`;
  const [site, stranger] = await Promise.all([makeSite({ 'postern.yaml': yaml, ...files }), startStranger()]);
  onTestFinished(async () => {
    await Promise.all([site.dispose(), stranger.close()]);
  });
  const environment = {
    ...{ POSTERN_HOST: '127.0.0.1', POSTERN_PORT: String(port) },
    POSTERN_ALLOW_PRIVATE_ADDRESSES: stranger.host,
  };
  const news = (): Delivered[] => stranger.inbox.filter(({ activity }) => activity.type !== 'Accept');
  return {
    ...{ site, origin, stranger },
    run: (...words) => typed(words, { folder: site.folder, environment }),
    async start() {
      const server = await serve([], { folder: site.folder, environment });
      onTestFinished(async () => void (await server.stop('SIGKILL')));
      return server;
    },
    async arrived(count) {
      await until(() => news().length >= count, 20_000);
      const [first] = news().filter(({ verified }) => !verified);
      if (first) throw new Error(`A delivery was not verified: ${first.why}`);
      return news();
    },
  };
}

/** Starts the server and lets the stranger follow. */
export async function followedServer(blog: ServedBlog): Promise<Server> {
  const server = await blog.start();
  await blog.stranger.follow(`${blog.origin}/ap/actors/james`, `${blog.origin}/ap/inbox`);
  await until(() => blog.stranger.inbox.length === 1, 20_000);
  return server;
}
