import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config.ts';
import { openDatabase } from '../../src/database/database.ts';
import { createKeys } from '../../src/keys/keys.ts';
import { makeSite } from '../support/site.ts';
import { type Played, play, type Stage } from './play.ts';
import type { Story } from './step.ts';
import { plainText, render, type Text } from './text.ts';

const start = new Date('2026-11-21T12:00:00Z');
const yaml = 'url: https://blog.example\ntimezone: UTC\naccounts:\n  - handle: james\n';

function firstFiles(): Map<string, Text> {
  return new Map([
    ['posts/first.md', plainText('first')],
    ['notes/early.md', plainText('early')],
    ['pages/about.md', plainText('about')],
  ]);
}

/** Where stories are played. */
export interface Theatre {
  play(story: Story): Promise<Played>;
  close(): Promise<void>;
}

/**
 * Prepares a blog once; each story has its own copy of it.
 * @param makeAddress where the database is; null: a SQLite file for each story.
 */
export async function openTheatre(
  makeAddress: (() => Promise<{ address: string; remove(): Promise<void> }>) | null = null,
): Promise<Theatre> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-theatre-'));
  const pattern = join(folder, 'pattern.db');
  if (!makeAddress) await prepare(pattern);
  const bytes = makeAddress ? null : await readFile(pattern);

  async function setUp(): Promise<{ stage: Stage; remove(): Promise<void> }> {
    const files = firstFiles();
    const texts = [...files].map(([path, text]) => [`content/${path}`, render(path, text)]);
    const site = await makeSite({ 'postern.yaml': yaml, ...Object.fromEntries(texts) });
    const made = makeAddress ? await makeAddress() : { address: join(site.folder, 'blog.db'), remove: async () => {} };
    if (bytes) await writeFile(made.address, bytes);
    const config = await configOf(site.folder, made.address);
    const remove = async (): Promise<void> => {
      await made.remove();
      await site.dispose();
    };
    return { stage: { config, site, files, start }, remove };
  }

  return {
    async play(story) {
      const { stage, remove } = await setUp();
      try {
        return await play(story, stage);
      } finally {
        await remove();
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Tables and keys take longest. */
async function prepare(address: string): Promise<void> {
  const database = await openDatabase(address);
  await createKeys({ database, now: () => start }).of('james');
  await database.close();
}

async function configOf(folder: string, database: string): Promise<Config> {
  const reading = await readConfig(folder, { POSTERN_DATABASE: database });
  if (reading.state !== 'ready') throw new Error('The configuration is wrong.');
  return reading.config;
}
