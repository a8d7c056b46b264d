import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, writeWhole } from '../files.ts';
import { type CardText, canDraw, drawCard, plainCard } from './draw.ts';

/** The drawn pictures of posts that have none of their own, for previews on other sites. */
export interface Cards {
  /** What stands in the address of a card: a hash of what it says; null: our fonts cannot write that. */
  hashOf(text: CardText): string | null;
  /** The picture itself, made when it is first asked for. */
  open(text: CardText): Promise<Buffer | null>;
}

/** Raise this when the same words give another picture. */
const drawingVersion = 2;

/** @param folder where they are kept; they can be made again at any time. */
export function createCards(folder: string): Cards {
  const making = new Map<string, Promise<Buffer>>();

  function hashOf(text: CardText): string | null {
    const card = plainCard(text);
    if (!canDraw(card)) return null;
    return createHash('sha256')
      .update(JSON.stringify([drawingVersion, card]))
      .digest('hex')
      .slice(0, 16);
  }

  async function make(hash: string, text: CardText): Promise<Buffer> {
    const path = join(folder, `${hash}.png`);
    if (await isThere(path)) return readFile(path);
    const bytes = await drawCard(plainCard(text));
    // A full disk is no reason to show none.
    await writeWhole(path, bytes).catch(() => {});
    return bytes;
  }

  return {
    hashOf,
    async open(text) {
      const hash = hashOf(text);
      if (hash === null) return null;
      const asked = making.get(hash) ?? make(hash, text).finally(() => making.delete(hash));
      making.set(hash, asked);
      return asked;
    },
  };
}
