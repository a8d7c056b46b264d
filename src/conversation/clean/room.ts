import { escapeHtml } from '../../html.ts';
import { type Mark, opening } from './tree.ts';

/** How much may still be written, in bytes. */
export interface Room {
  /** Whether something did not fit: then nothing more does. */
  readonly full: boolean;
  /** Takes the room of a tag, its closing one included. */
  take(tag: string, attributes?: ReadonlyMap<string, string>): boolean;
  /** Takes the room of text within its marks, and returns what of it fits. A line break fits or does not. */
  fit(text: string, marks: readonly Mark[]): string;
}

/**
 * Few bytes can ask for many: each paragraph within a link repeats it. So it is what would be written that is measured,
 * and rather too much than too little: what was written once fits again.
 */
export function createRoom(bytes: number): Room {
  let left = bytes;
  let full = false;
  const sizes = new WeakMap<Mark, number>();

  function spend(size: number): boolean {
    full ||= size > left;
    if (!full) left -= size;
    return !full;
  }

  function sizeOf(mark: Mark): number {
    const size = sizes.get(mark) ?? tagSize(mark.tag, mark.attributes);
    sizes.set(mark, size);
    return size;
  }

  return {
    get full() {
      return full;
    },
    take: (tag, attributes = new Map()) => spend(tagSize(tag, attributes)),
    fit(text, marks) {
      if (!spend(marks.reduce((sum, mark) => sum + sizeOf(mark), 0))) return '';
      if (spend(Buffer.byteLength(escapeHtml(text)))) return text;
      return beginning(text, left);
    },
  };
}

/** As much of a text as has room once it is written. */
function beginning(text: string, bytes: number): string {
  let left = bytes;
  let length = 0;
  for (const letter of text) {
    left -= Buffer.byteLength(escapeHtml(letter));
    if (left < 0) break;
    length += letter.length;
  }
  return text.slice(0, length);
}

function tagSize(tag: string, attributes: ReadonlyMap<string, string>): number {
  return Buffer.byteLength(opening(tag, attributes)) + tag.length + 3;
}
