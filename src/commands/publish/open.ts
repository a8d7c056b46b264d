import type { Blog } from '../../app.ts';
import { systemClock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Announcing } from '../../federation/announce/announcing.ts';
import type { Keys } from '../../keys/keys.ts';
import { createLog } from '../../log.ts';
import type { Terminal } from '../command.ts';
import { tellPictures } from '../tell-pictures.ts';

/** A blog to publish in, and the means to tell followers of it. */
export interface Room extends Blog {
  announcing: Announcing;
  keys: Keys;
}

/** Opens the blog of a command that tells followers something. Nothing is sent from here: the server does that. */
export async function openRoom(config: Config, terminal: Terminal): Promise<Room> {
  const { openBlog } = await import('../../app.ts');
  const { openAnnouncing } = await import('../../federation/announce/open.ts');
  const { preparePictures } = await import('../../web/site-pictures.ts');
  const { site, place } = config;
  const log = createLog({ ...place, logLevel: 'warn' });
  const blog = await openBlog(config, { clock: systemClock, log, ...tellPictures(terminal, null) });
  try {
    const { pictures: prepared } = await preparePictures(site, blog.media);
    const pictures = (path: string) => prepared.get(path) ?? null;
    const { database } = blog;
    const opened = await openAnnouncing({ site, place, database, pictures, clock: systemClock, log });
    const close = async (): Promise<void> => {
      await opened.close();
      await blog.close();
    };
    return { ...blog, announcing: opened.announcing, keys: opened.keys, close };
  } catch (error) {
    await blog.close();
    throw error;
  }
}
