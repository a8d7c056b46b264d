import { stat } from 'node:fs/promises';
import type { Medium } from '../content/post.ts';
import { shortage } from '../content/shortage.ts';
import type { Size } from '../content/sizes.ts';
import type { Problem } from '../problem.ts';
import { encode } from './encode.ts';
import { writeWhole } from './files.ts';

/** A file of ours, ready to be streamed. */
export interface Sized {
  path: string;
  /** Bytes. */
  size: number;
}

/** The sizes of pictures: each made once, when it is first asked for. */
export interface Sizes {
  /** Null where it cannot be made, or not now: readers get the picture as it is. `urgent`: somebody waits for it. */
  open(medium: Medium, size: Size, urgent: boolean): Promise<Sized | null>;
  isThere(medium: Medium, size: Size): Promise<boolean>;
  /** Whether none can be kept just now. */
  isHindered(): boolean;
  problems(): Promise<Problem[]>;
}

export interface SizesParts {
  /** Where a file of a medium lies. */
  placeOf(file: Pick<Medium, 'hash' | 'name'>): string;
  /** The picture itself. */
  open(medium: Medium): Promise<{ path: string } | null>;
  sourceOf(hash: string): Promise<string | null>;
  /** What live posts show. */
  shown(): Promise<Medium[]>;
  turn<T>(task: () => Promise<T>, urgent?: boolean): Promise<T>;
  now(): Date;
}

/** Milliseconds in which nothing is tried after the disk took nothing: what was made would be thrown away. */
const pause = 60_000;

/**
 * So many wait in line at most, whoever asks for how many: the last of them is made in ten seconds or two, and nothing that is
 * to be published waits for longer. The others are made in the background.
 */
const mostAsked = 32;

export function createSizes({ placeOf, open: openWhole, sourceOf, shown, turn, now }: SizesParts): Sizes {
  const making = new Map<string, Promise<Sized | null>>();
  /** Why sizes of a picture could not be made, by its hash: it is not tried again. */
  const broken = new Map<string, string>();
  let hindered: { why: string; until: number } | null = null;
  const isHindered = (): boolean => hindered !== null && now().getTime() < hindered.until;

  async function open(medium: Medium, size: Size, urgent: boolean): Promise<Sized | null> {
    const path = placeOf({ hash: medium.hash, name: size.name });
    const known = await found(path);
    if (known || broken.has(medium.hash) || isHindered()) return known;
    const others = making.get(path);
    if (!others && urgent && making.size >= mostAsked) return null;
    const asked = others ?? make(medium, size, path, urgent).finally(() => making.delete(path));
    making.set(path, asked);
    return asked;
  }

  async function make(medium: Medium, size: Size, path: string, urgent: boolean): Promise<Sized | null> {
    // Not within a turn of its own: to make it again, where it went missing, takes one.
    const whole = await openWhole(medium);
    if (!whole) return null;
    return turn(async () => {
      const bytes = await encode(whole.path, medium.type, size).catch(async (error: unknown) => {
        // Somebody emptied the folder meanwhile: nothing is wrong with the picture, and it is made again.
        if (!(await found(whole.path))) return null;
        const message = error instanceof Error ? error.message : String(error);
        broken.set(medium.hash, message.split('\n')[0] ?? '');
        return null;
      });
      return bytes && keep(path, bytes);
    }, urgent);
  }

  async function keep(path: string, bytes: Buffer): Promise<Sized | null> {
    try {
      await writeWhole(path, bytes);
      hindered = null;
      return { path, size: bytes.length };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
      // A folder that another machine writes, as it is with POSTERN_ROLE=web, is as it should be.
      const why = error.code === 'EROFS' ? '' : (shortage(error) ?? `they cannot be written (${error.code})`);
      hindered = { why, until: now().getTime() + pause };
      return null;
    }
  }

  return {
    open,
    isHindered,
    isThere: async ({ hash }, { name }) => (await found(placeOf({ hash, name }))) !== null,
    async problems() {
      // What was saved again is another picture, and what nobody sees need not be mended.
      const live = new Set(broken.size === 0 ? [] : (await shown()).map(({ hash }) => hash));
      const told = [...broken].filter(([hash]) => live.has(hash));
      const unmade = told.map(async ([hash, why]) => ({
        path: (await sourceOf(hash)) ?? 'data/media',
        line: null,
        severity: 'warning' as const,
        what: `No smaller sizes of the picture can be made (${why}).`,
        mend: 'Save it again from the program it comes from. Until then it is shown as it is.',
      }));
      return [...(hindered?.why ? [disk(hindered.why)] : []), ...(await Promise.all(unmade))];
    },
  };
}

function disk(why: string): Problem {
  return {
    path: 'data/media',
    line: null,
    severity: 'warning',
    what: `Smaller sizes of pictures cannot be kept: ${why}.`,
    mend: 'Readers get the pictures as they are. It is tried again by itself.',
  };
}

async function found(path: string): Promise<Sized | null> {
  const file = await stat(path).catch(() => null);
  return file?.isFile() && file.size > 0 ? { path, size: file.size } : null;
}
