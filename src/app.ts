import { join } from 'node:path';
import { followChanges } from './blog/follow-changes.ts';
import { createIdentityKeeper, type IdentityKeeper } from './blog/identities/identities.ts';
import { keepPublished } from './blog/keep-published.ts';
import { noteLook } from './blog/look.ts';
import { createPostKeys } from './blog/post-keys.ts';
import { createPublisher, type Publisher, type Report } from './blog/publish.ts';
import { createPosts, type StoredPosts } from './blog/published.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createHeld } from './conversation/desk/held.ts';
import { createPictures } from './conversation/pictures.ts';
import { createConversations } from './conversation/read.ts';
import { createComplaints } from './conversation/report.ts';
import { type Database, DatabaseError, openDatabase } from './database/database.ts';
import { lockSite } from './database/lock.ts';
import { createErasedList } from './federation/erase/erased-list.ts';
import { createFederation } from './federation/federation.ts';
import { proxiesOf } from './federation/gate/proxies.ts';
import { checkIdentity, keepIdentity } from './federation/known-identity.ts';
import { threadProblems } from './federation/threads/problems.ts';
import type { Log } from './log.ts';
import { createMedia, type Media } from './media/media.ts';
import { smallPictures } from './media/small-picture.ts';
import { createWarmer, type Progress } from './media/warm.ts';
import type { Problem } from './problem.ts';
import { createFiller } from './search/fill.ts';
import { createSearch } from './search/search.ts';
import { usualTokens } from './theme/default/style.ts';
import { defaultTheme } from './theme/default/theme.ts';
import { loadTheme } from './theme/site/load-theme.ts';
import { version } from './version.ts';
import { securityHeaders } from './web/headers.ts';
import { listen } from './web/listener.ts';
import { servePublicFiles } from './web/public-files.ts';
import { createServer } from './web/server.ts';
import { preparePictures } from './web/site-pictures.ts';

/** What a blog needs of the world. `main.ts` passes the real ones, a test its own. */
export interface Dependencies {
  clock: Clock;
  log: Log;
  /** Called after every publish that found something to do, or to complain about. */
  onReport?(report: Report): void;
  /** Called when a function of the site's theme fails in a way that it has not before. */
  onProblem?(problem: Problem): void;
  /** Called after each new picture or other file that was made fit to be served, with how many there were. */
  onPrepared?(count: number): void;
  /** Called while smaller sizes of pictures are made. */
  onSizes?(progress: Progress): void;
}

/** A blog with its database open, and nobody served: what a command works on. */
export interface Blog {
  config: Config;
  database: Database;
  media: Media;
  posts: StoredPosts;
  publisher: Publisher;
  identities: IdentityKeeper;
  close(): Promise<void>;
}

/** A blog that is being read. */
export interface App extends Blog {
  /** Where it listens on this machine: `http://localhost:3000`. */
  url: string;
  /** Everything that is wrong now, in content, pictures and federation. */
  problems(): Promise<Problem[]>;
  /**
   * Holds every fetch of this process to public addresses, whichever library makes it. For a process that is this
   * server and nothing else.
   */
  fenceProcess(): void;
}

/**
 * Opens a blog: its database is brought up to this program.
 * @throws DatabaseError or IdentityError, each with a sentence for the owner.
 */
export async function openBlog(config: Config, { clock, log, onPrepared }: Dependencies): Promise<Blog> {
  const { site, place } = config;
  const database = await openDatabase(place.database);
  try {
    await checkIdentity(database, site);
  } catch (error) {
    await database.close();
    throw error;
  }
  const media = createMedia({ database, site, now: clock.now, ...(onPrepared ? { onPrepared } : {}) });
  const posts = await createPosts(database, site);
  const identities = createIdentityKeeper({ database, site, clock, log });
  const parts = { database, site, prepareMedium: media.prepare, identities, now: clock.now, log };
  const close = async (): Promise<void> => {
    await identities.close();
    await database.close();
  };
  return { config, database, media, posts, publisher: createPublisher(parts), identities, close };
}

/**
 * Starts a blog: binds its port, opens its database, publishes what is in its folder, and answers from then on.
 * @throws ListenError, DatabaseError or IdentityError: each a sentence for the owner, with nothing changed.
 */
export async function startApp(config: Config, dependencies: Dependencies): Promise<App> {
  const { site, place } = config;
  const { clock, log } = dependencies;
  const undo: (() => unknown)[] = [];
  const listener = await listen(place.host, place.port, {
    headers: securityHeaders(site.origin),
    isProxy: proxiesOf(place.trustProxy),
    tell: log.warn,
  });
  const close = async (): Promise<void> => {
    await listener.close();
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    if (isFile(place.database)) {
      const lock = lockSite(place.database);
      if (!lock)
        throw new DatabaseError(
          `Another Postern is serving ${place.database}. Stop that one first, or give this one another POSTERN_DATABASE.`,
        );
      undo.push(lock.release);
    }
    const blog = await openBlog(config, dependencies);
    undo.push(blog.close);
    await keepIdentity(blog.database, site, clock.now());

    const erased = createErasedList({ config, database: blog.database, log, now: clock.now });
    if (place.role !== 'web') await erased.replay();

    const { pictures, problems } = await preparePictures(site, blog.media);
    const shown = [...pictures.values()].map(({ hash }) => hash);
    await noteLook(blog.database, { site, pictures: shown, version, now: clock.now() });
    await blog.posts.refresh();
    const { onProblem = () => {} } = dependencies;
    const themed = await loadTheme({ folder: site.folder, usual: defaultTheme, usualTokens, onProblem });
    const files = await servePublicFiles(join(site.folder, 'public'), log);
    undo.push(files.close);
    const federation = await createFederation({
      ...blog,
      ...dependencies,
      site,
      place,
      medium: (path) => pictures.get(path) ?? null,
      small: smallPictures,
      onLook: blog.identities.saveSoon,
      onSweep: erased.bringUp,
    });
    undo.push(federation.close);
    const filler = createFiller({ database: blog.database, site, log, now: clock.now });
    undo.push(filler.close);

    const { media, posts } = blog;
    const warmer = createWarmer({
      ...media,
      log,
      ...(dependencies.onSizes ? { onProgress: dependencies.onSizes } : {}),
    });
    undo.push(warmer.close);
    const look = place.role === 'web' ? () => {} : warmer.look;

    if (place.role !== 'web') {
      const kept = keepPublished({
        folder: join(site.folder, 'content'),
        publisher: blog.publisher,
        clock,
        log,
        async onReport(report) {
          await blog.posts.refresh();
          federation.look();
          filler.look();
          look();
          dependencies.onReport?.(report);
        },
      });
      undo.push(kept.close);
      await kept.first;
      await federation.begin();
    }
    const refresh = async (): Promise<boolean> => {
      const isChanged = await posts.refresh();
      if (isChanged) look();
      return isChanged;
    };
    undo.push(followChanges({ refresh }, dependencies));

    const server = createServer({
      config,
      posts: blog.posts,
      postKeys: createPostKeys(blog.database),
      conversations: createConversations(blog.database),
      held: createHeld(blog.database),
      complaints: createComplaints(blog.database),
      search: createSearch(blog.database, site),
      filler,
      theme: themed.theme,
      media: blog.media,
      small: createPictures(blog.database),
      siteMedia: pictures,
      publicFiles: files,
      federation,
      log,
      now: clock.now,
    });
    undo.push(() => server.close());
    await server.ready();
    listener.attach((request, response) => server.routing(request, response));
    // Only now: a handle's host may lead back here while it is asked.
    federation.start().catch((error) => log.error('Other hosts could not be asked.', { error }));
    return {
      ...blog,
      url: listener.url,
      problems: async () => [
        ...problems,
        ...themed.problems(),
        ...(await media.sizes.problems()),
        ...(await blog.publisher.problems()),
        ...(await threadProblems(blog.database, site.folder)),
        ...federation.problems(),
      ],
      fenceProcess: federation.guard.fenceProcess,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function isFile(database: string): boolean {
  return !/^postgres(ql)?:/.test(database) && database !== ':memory:';
}
