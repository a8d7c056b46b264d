import { join } from 'node:path';
import { keepPublished } from '../blog/keep-published.ts';
import { createPostKeys } from '../blog/post-keys.ts';
import { createPublisher, type Report } from '../blog/publish.ts';
import { createPosts, type StoredPosts } from '../blog/published.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { createHeld } from '../conversation/desk/held.ts';
import { createPictures } from '../conversation/pictures.ts';
import { createConversations } from '../conversation/read.ts';
import { createComplaints } from '../conversation/report.ts';
import { openDatabase } from '../database/database.ts';
import type { Log } from '../log.ts';
import { createMedia } from '../media/media.ts';
import type { Problem } from '../problem.ts';
import { createFiller } from '../search/fill.ts';
import { createSearch } from '../search/search.ts';
import { usualTokens } from '../theme/default/style.ts';
import { defaultTheme } from '../theme/default/theme.ts';
import { type LoadedTheme, loadTheme } from '../theme/site/load-theme.ts';
import { securityHeaders } from '../web/headers.ts';
import { listen } from '../web/listener.ts';
import { servePublicFiles } from '../web/public-files.ts';
import { refuse } from '../web/refuse.ts';
import { createServer } from '../web/server.ts';
import { preparePictures } from '../web/site-pictures.ts';
import { devTheme } from './dev-theme.ts';
import { createDrafts } from './drafts.ts';
import { createReload, scriptPath } from './reload.ts';
import { watchFiles } from './watch-files.ts';

export interface DevParts {
  clock: Clock;
  log: Log;
  /** Called after each publish. */
  onReport(report: Report): void;
  /** Called when the theme was read anew. */
  onTheme(): void;
  /** Called when a function of the theme fails in a new way. */
  onProblem(): void;
}

/** A blog as its author sees it while they write. */
export interface Dev {
  url: string;
  posts: StoredPosts;
  /** How many of the posts are drafts, or wait for their date. */
  hidden(): number;
  problems(): Promise<Problem[]>;
  close(): Promise<void>;
}

/** Only pages of this server run a script, and only its own. */
function devHeaders(origin: string): Record<string, string> {
  const headers = securityHeaders(origin);
  const policy = `${headers['content-security-policy']}; script-src 'self'; connect-src 'self'`;
  return { ...headers, 'content-security-policy': policy };
}

/**
 * Shows a blog on this machine alone: its index is in memory and begins empty, nothing of it has federation, and no file of
 * the content folder is written.
 * @throws ListenError when the port is taken.
 */
export async function startDev(
  config: Config,
  port: number,
  { clock, log, onReport, onTheme, onProblem }: DevParts,
): Promise<Dev> {
  const undo: (() => unknown)[] = [];
  const listener = await listen('localhost', port);
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  undo.push(listener.close);
  try {
    const site = { ...config.site, origin: listener.url };
    const headers = devHeaders(site.origin);
    const reload = createReload(site.base, headers);
    undo.push(reload.close);
    const database = await openDatabase(':memory:');
    undo.push(database.close);
    const media = createMedia({ database, site, now: clock.now });
    const posts = await createPosts(database, site);
    const drafts = createDrafts(database, clock.now);
    const publisher = createPublisher({
      ...{ database, site, log },
      prepareMedium: media.prepare,
      now: clock.now,
      adapt: drafts.show,
    });
    const { pictures, problems } = await preparePictures(site, media);
    const files = await servePublicFiles(join(site.folder, 'public'), log);
    undo.push(files.close);

    const filler = createFiller({ database, site, log, now: clock.now });
    undo.push(filler.close);
    const kept = keepPublished({
      folder: join(site.folder, 'content'),
      publisher,
      clock,
      log,
      async onReport(report) {
        await drafts.refresh();
        if (await posts.refresh()) reload.tell();
        filler.look();
        onReport(report);
      },
    });
    undo.push(kept.close);
    await kept.first;

    const readTheme = (): Promise<LoadedTheme> =>
      loadTheme({ folder: site.folder, usual: defaultTheme, usualTokens, onProblem });
    let themed = await readTheme();
    let server = await makeServer();
    undo.push(() => server.close());

    async function makeServer(): Promise<ReturnType<typeof createServer>> {
      const made = createServer({
        ...{ posts, media, log, headers },
        config: { ...config, site },
        postKeys: createPostKeys(database),
        conversations: createConversations(database),
        held: createHeld(database),
        complaints: createComplaints(database),
        theme: devTheme(themed.theme, drafts, scriptPath),
        small: createPictures(database),
        siteMedia: pictures,
        publicFiles: files,
        search: createSearch(database, site),
        filler,
        federation: { answer: async () => null },
        now: clock.now,
      });
      await made.ready();
      return made;
    }

    const theme = await watchFiles(join(site.folder, 'theme'), async () => {
      const before = server;
      themed = await readTheme();
      server = await makeServer();
      reload.tell();
      onTheme();
      await before.close();
    });
    undo.push(theme.close);
    const shown = await watchFiles(join(site.folder, 'public'), async () => {
      await files.look();
      reload.tell();
    });
    undo.push(shown.close);

    listener.attach((request, response) => {
      // A page elsewhere whose name leads here would read drafts.
      if (!isHere(request.headers.host)) refuse(response, 403, headers);
      else if (!reload.answer(request, response)) server.routing(request, response);
    });
    return {
      url: listener.url,
      posts,
      hidden: drafts.count,
      problems: async () => [...problems, ...themed.problems(), ...(await publisher.problems())],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function isHere(host = ''): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host);
}
