import { type FSWatcher, lstatSync, readdirSync, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createGathering } from './gather-hints.ts';
import { isIgnored } from './scan.ts';

export interface Watcher {
  close(): void;
}

export interface WatchOptions {
  /** Milliseconds without another event before a hint is given; editors save in several steps. */
  settle?: number;
  /** Milliseconds after which it is given all the same. */
  longest?: number;
  /** Milliseconds between looks at everything, for file systems that tell nothing. */
  sweep?: number;
}

/** When the system grants no more watches, looking is all that is left. */
const blindSweep = 3000;

/**
 * Tells when something happens in the content folder, until it is closed: paths relative to it, with forward slashes,
 * or everything. It only hints: what happened must be looked up. One watch for each folder, new ones too; the content
 * folder may be absent, replaced, and come back. Links are not followed, but for the content folder itself.
 */
export function watchContent(
  folder: string,
  onHint: (hint: 'everything' | string[]) => void,
  { settle = 30, longest = 250, sweep = 30_000 }: WatchOptions = {},
): Watcher {
  const watched = new Map<string, { watcher: FSWatcher; inode: number }>();
  const gathering = createGathering(onHint, settle, longest);
  let isBlind = false;
  let timer: NodeJS.Timeout;

  /** Watches a folder and all below it. First the watch and then the list, so that nothing is missed between. */
  function attach(path: string): void {
    const inode = inodeOf(path);
    if (watched.get(path)?.inode !== inode) detach(path);
    if (inode === null) return;
    if (!watched.has(path)) {
      const watcher = open(join(folder, path), (name) => notice(path, name));
      if (watcher) watched.set(path, { watcher, inode });
      // An unmounted volume, for one; the next sweep looks for it again.
      watcher?.on('error', () => detach(path));
    }
    for (const name of foldersIn(join(folder, path))) {
      const below = path === '' ? name : `${path}/${name}`;
      if (!isIgnored(below)) attach(below);
    }
  }

  function detach(path: string): void {
    if (!watched.has(path)) return;
    for (const [other, { watcher }] of watched) {
      if (other !== path && !other.startsWith(`${path}/`) && path !== '') continue;
      watcher.close();
      watched.delete(other);
    }
  }

  function notice(folderPath: string, name: string | null): void {
    // Kubernetes replaces a mounted folder by turning a link of this name to another one.
    if (name === null || name.startsWith('..')) {
      replace();
      return;
    }
    const path = folderPath === '' ? name : `${folderPath}/${name}`;
    if (isIgnored(path)) return;
    // Even when it has the number of the folder that was watched: numbers are used again.
    detach(path);
    if (inodeOf(path) !== null) attach(path);
    gathering.add(path);
  }

  function replace(): void {
    detach('');
    reattach();
  }

  function reattach(): void {
    attach('');
    gathering.addEverything();
  }

  function open(path: string, onEvent: (name: string | null) => void): FSWatcher | null {
    try {
      return watch(path, { persistent: false }, (_event, name) => onEvent(name));
    } catch (error) {
      isBlind ||= ['ENOSPC', 'EMFILE', 'ENFILE', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '');
      return null;
    }
  }

  function inodeOf(path: string): number | null {
    try {
      // The content folder may be a link itself; those within it are not followed.
      const stats = path === '' ? statSync(folder) : lstatSync(join(folder, path));
      return stats.isDirectory() ? stats.ino : null;
    } catch {
      return null;
    }
  }

  function sweepLater(): void {
    timer = setTimeout(
      () => {
        reattach();
        sweepLater();
      },
      isBlind ? Math.min(sweep, blindSweep) : sweep,
    ).unref();
  }

  const above = open(dirname(folder), (name) => {
    if (name === null || name === basename(folder)) replace();
  });
  above?.on('error', () => above.close());
  attach('');
  sweepLater();
  return {
    close() {
      clearTimeout(timer);
      gathering.close();
      above?.close();
      detach('');
    },
  };
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
