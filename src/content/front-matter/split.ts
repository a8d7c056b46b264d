import { isUtf8 } from 'node:buffer';
import { findConflict } from './conflict.ts';

/** What is wrong in a file and where, before it has the file's name. */
export interface Fault {
  line: number | null;
  what: string;
  mend: string;
}

/** A file taken apart. Lines end in `\n`; there is neither a byte order mark nor NUL. */
export interface Parts {
  /** The YAML between the fences, which begins on line 2; null where there is none. */
  yaml: string | null;
  body: string;
  /** 1-based line of the file on which `body` begins. */
  bodyLine: number;
}

/** More than this is no text of a person's, and would be held in memory by every page that shows it. */
export const largest = 4 * 1024 * 1024;
export const tooLarge = {
  what: 'The file is larger than 4 MB.',
  mend: 'Divide it, or move what it embeds into files of their own.',
};
const largestFrontMatter = 64 * 1024;

const yamlMend = 'Write it as YAML between two lines of `---`.';

/** Takes a file apart into front matter and body. Any line ending will do, and a byte order mark; all else is UTF-8. */
export function split(bytes: Uint8Array): Parts | Fault {
  if (bytes.length > largest) {
    return { line: null, ...tooLarge };
  }
  const damage = encodingFault(bytes);
  if (damage) return damage;
  // TextDecoder drops a byte order mark.
  const text = new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n').replaceAll('\0', '');
  const lines = text.split('\n');
  const conflict = text.includes('\n<<<<<<< ') || text.startsWith('<<<<<<< ') ? findConflict(lines) : null;
  if (conflict) return conflict;
  const first = lines[0]?.trimEnd() ?? '';
  if (first === '+++') return { line: 1, what: 'The front matter is TOML.', mend: yamlMend };
  const language = /^---\s*([a-z]\w*)$/i.exec(first)?.[1]?.toLowerCase();
  if (language === 'js' || language === 'javascript') {
    return { line: 1, what: 'The front matter is a program, and no program in a post is ever run.', mend: yamlMend };
  }
  if (language && language !== 'yaml' && language !== 'yml') {
    return { line: 1, what: `The front matter is in "${language}".`, mend: yamlMend };
  }
  if (first !== '---' && !language) return withoutFrontMatter(text, lines);
  const end = lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(line));
  if (end === -1) {
    return {
      line: 1,
      what: 'The front matter has no end.',
      mend: 'Write a line of `---` after its last key (a rule at the beginning of a text is written `***`).',
    };
  }
  const yaml = lines.slice(1, end).join('\n');
  if (yaml.length > largestFrontMatter) {
    return {
      line: 1,
      what: 'The front matter is larger than 64 KB.',
      mend: 'Move the text below the second line of `---`.',
    };
  }
  return { yaml, body: lines.slice(end + 1).join('\n'), bodyLine: end + 2 };
}

function withoutFrontMatter(text: string, lines: string[]): Parts | Fault {
  const start = lines.findIndex((line) => line.trim() !== '');
  const indented = /^\s*---\s*$/.test(lines[start] ?? '') && /^\s*[\w-]+:(\s|$)/.test(lines[start + 1] ?? '');
  if (!indented) return { yaml: null, body: text, bodyLine: 1 };
  return {
    line: start + 1,
    what: 'The front matter does not begin at the very beginning of the file.',
    mend: 'Remove the empty lines and spaces before the first `---`.',
  };
}

function encodingFault(bytes: Uint8Array): Fault | null {
  if (isUtf8(bytes)) return null;
  const mend = 'Save the file as UTF-8.';
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { line: null, what: 'The file is in UTF-16.', mend };
  }
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
    line += 1;
  }
  return { line, what: 'The file is not in UTF-8: here is a byte that means nothing.', mend };
}
