import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that holds a blog, made for one test. */
export interface TemporarySite {
  /** Absolute. */
  folder: string;
  /** Writes a file, making its folders; the path is relative to the site's folder. */
  write(path: string, text: string | Uint8Array): Promise<void>;
  /** Removes a file or a folder with everything in it. */
  remove(path: string): Promise<void>;
  /** Removes the whole site. */
  dispose(): Promise<void>;
}

/** A configuration with which everything works on one machine. */
export const plainConfig = `url: http://localhost:3000
title: Notes
description: What I learn
timezone: Europe/Berlin
accounts:
  - handle: james
    name: James
`;

/**
 * A blog in a temporary folder: path → text. Where no `postern.yaml` is given, a plain one is written;
 * `null` as its text leaves it out.
 */
export async function makeSite(files: Record<string, string | Uint8Array | null> = {}): Promise<TemporarySite> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-site-'));
  const site: TemporarySite = {
    folder,
    async write(path, text) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    async remove(path) {
      await rm(join(folder, path), { recursive: true, force: true });
    },
    async dispose() {
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (const [path, text] of Object.entries({ 'postern.yaml': plainConfig, ...files })) {
    if (text !== null) await site.write(path, text);
  }
  return site;
}
