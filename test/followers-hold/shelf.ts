import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TemporarySite } from '../support/site.ts';
import type { Step } from './step.ts';
import { type Kind, kindOf, plainText, render, slugOf, type Text } from './text.ts';

/** The content folder, and what its author remembers of it. */
export interface Shelf {
  files: Map<string, Text>;
  /** Paths that changed since they were last asked for. */
  touched(): string[];
  /** Does what an author does; false: there was nothing to do it with. */
  take(step: Step, now: Date): Promise<boolean>;
  pick(pick: number): string | null;
}

const folders: Record<Kind, string> = { post: 'posts', note: 'notes', page: 'pages' };

/**
 * @param canMove whether a file may be renamed now so that its post is known again: its bytes are as they were published,
 * or it says its id. Any other way is an accident with rules of its own.
 */
export function createShelf(site: TemporarySite, files: Map<string, Text>, canMove: (path: string) => boolean): Shelf {
  /** What was removed, and can be brought back. */
  const removed = new Map<string, Text>();
  const emptied = new Map<string, Text>();
  let touched = new Set<string>();
  let marks = files.size;

  async function write(path: string, text: Text): Promise<void> {
    await site.write(`content/${path}`, render(path, text));
    files.set(path, text);
    touched.add(path);
    removed.delete(path);
    emptied.delete(path);
  }

  async function remove(path: string): Promise<Text> {
    const text = files.get(path) as Text;
    await site.remove(`content/${path}`);
    files.delete(path);
    touched.add(path);
    return text;
  }

  async function add(kind: Kind, own: Partial<Text>, isNamed: boolean): Promise<void> {
    marks += 1;
    const mark = `${kind}${marks}`;
    await write(`${folders[kind]}/${mark}.md`, plainText(mark, { ...own, ...(isNamed ? { id: `own-${mark}` } : {}) }));
  }

  async function move(path: string, into: 'name' | 'folder', variant: string | null): Promise<void> {
    const text = files.get(path) as Text;
    marks += 1;
    const isFolder = path.endsWith('/index.md');
    const slug = into === 'name' ? `moved${marks}` : slugOf(path);
    const to = `${folders[kindOf(path)]}/${slug}${into === 'folder' && !isFolder ? '/index' : ''}.md`;
    if (to === path) return;
    await mkdir(dirname(join(site.folder, 'content', to)), { recursive: true });
    await rename(join(site.folder, 'content', path), join(site.folder, 'content', to));
    files.delete(path);
    files.set(to, text);
    touched.add(path).add(to);
    if (variant !== null) await write(to, { ...text, variant });
  }

  const nth = <Value>(list: Iterable<Value>, index: number): Value | null => {
    const all = [...list].reverse();
    return all[index % all.length] ?? null;
  };

  async function many({ what, count, variant }: Step & { kind: 'many' }): Promise<boolean> {
    if (what === 'new') {
      for (let index = 0; index < count; index += 1) await add('post', {}, false);
      return true;
    }
    const paths = [...files.keys()].slice(0, count);
    for (const path of paths) await write(path, { ...(files.get(path) as Text), variant: `${variant} of many` });
    return paths.length > 0;
  }

  return {
    files,
    touched() {
      const paths = [...touched];
      touched = new Set();
      return paths;
    },
    pick: (pick) => nth(files.keys(), pick),
    async take(step, now) {
      if (step.kind === 'new') {
        await add(step.of, step.own, step.named);
        return true;
      }
      if (step.kind === 'many') return many(step);
      if (step.kind === 'empty') {
        for (const path of [...files.keys()]) emptied.set(path, await remove(path));
        return emptied.size > 0;
      }
      if (step.kind === 'fill') {
        for (const [path, text] of [...emptied]) if (!files.has(path)) await write(path, text);
        return true;
      }
      if (step.kind === 'return') {
        const found = nth(removed, step.pick);
        if (!found) return false;
        await write(found[0], { ...found[1], ...(step.variant ? { variant: step.variant } : {}) });
        return true;
      }
      if (!('pick' in step)) return false;
      const path = nth(files.keys(), step.pick);
      const text = path === null ? undefined : files.get(path);
      if (path === null || !text) return false;
      if (step.kind === 'change') await write(path, { ...text, minor: false, ...step.own });
      if (step.kind === 'schedule') {
        const date = new Date(Math.floor(now.getTime() / 1000) * 1000 + step.hours * 3600_000);
        await write(path, { ...text, date: date.toISOString() });
      }
      if (step.kind === 'move') {
        const isSafe = text.id !== null || (canMove(path) && step.variant === null);
        if (!isSafe) return false;
        await move(path, step.into, step.variant);
      }
      if (step.kind === 'remove') removed.set(path, await remove(path));
      return true;
    },
  };
}
