import { createHash } from 'node:crypto';
import type { Site } from '../config.ts';
import type { Database } from '../database/database.ts';
import { eq } from '../database/drizzle.ts';
import { lookSetting } from './index-queries.ts';
import { saveSetting } from './pass.ts';

/**
 * Notes since when the blog looks as it does. Pages and feeds change with its configuration, its pictures and this
 * program too, though no post does; whoever asks by date alone has to be told.
 */
export async function noteLook(
  database: Database,
  { site, pictures, version, now }: { site: Site; pictures: readonly string[]; version: string; now: Date },
): Promise<void> {
  const { query, tables } = database;
  const { folder: _folder, ...written } = site;
  const look = createHash('sha256')
    .update(JSON.stringify([version, written, pictures]))
    .digest('hex')
    .slice(0, 16);
  const [known] = await query.select().from(tables.settings).where(eq(tables.settings.name, lookSetting));
  if (known?.value !== look) await saveSetting(database, lookSetting, look, now);
}
