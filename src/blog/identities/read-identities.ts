import type { Problem } from '../../problem.ts';
import { checkEntry, instantOf, isObject } from './check-entry.ts';
import { combine, type Numbered } from './combine.ts';
import { type IdentitiesHead, type IdentityEntry, identitiesPath, identitiesVersion } from './entry.ts';

/** What a file says. With an error among the problems it is damaged: what could be read is here all the same. */
export interface Identities {
  /** Null when the file does not say whose it is. */
  head: IdentitiesHead | null;
  entries: IdentityEntry[];
  /** The same, with each line by itself. */
  lines: Numbered[];
  problems: Problem[];
}

/** Of a file in which nothing fits, the first lines say enough. */
const mostProblems = 10;
/** What has more lines that are none is something else altogether, and is not read to its end. */
const mostStrange = 10_000;

const marker = /^(?:<{7}|>{7}|={7}|\|{7})(?:\s|$)/;

const restore =
  'Bring the file back from git, or remove it: it is written anew from the database. Until then the database alone is kept.';

/**
 * Reads the text of `content/.postern/identities.json`. Line by line, so that one that is damaged spoils no other; JSON
 * in another layout (a formatter's) is read as a whole.
 */
export function readIdentities(text: string): Identities {
  const plain = text.replace(/^\uFEFF/, '');
  const found = readLines(plain);
  if (!isDamaged(found)) return found;
  const whole = parse(plain);
  if (!Array.isArray(whole)) return found;
  const other = gather(whole.map((value) => ({ value, line: null })));
  return !isDamaged(other) || other.entries.length > found.entries.length ? other : found;
}

/** Whether nothing may be written over it. */
export function isDamaged({ problems }: Identities): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

interface Value {
  value: unknown;
  line: number | null;
}

function readLines(text: string): Identities {
  const values: Value[] = [];
  const problems: Problem[] = [];
  const lines = text.split('\n').map((line) => line.trim());
  let isMerging = false;
  let strange = 0;
  for (const [index, line] of lines.entries()) {
    if (line === '' || line === '[' || line === ']') continue;
    if (marker.test(line)) {
      if (!isMerging) problems.push(leftover(index + 1));
      isMerging = !line.startsWith('>');
      continue;
    }
    const text = line.replace(/^[[,]/, '');
    const value = parse(text) ?? parse(withoutEnd(text));
    values.push({ value, line: index + 1 });
    if (value === undefined) strange += 1;
    if (strange > mostStrange) break;
  }
  const { problems: others, ...found } = gather(values);
  problems.push(...others);
  if (problems.length === 0 && !text.trim().endsWith(']'))
    problems.push(problem(lines.length, 'The file ends too early.', restore));
  return { ...found, problems: problems.slice(0, mostProblems) };
}

function gather(values: Value[]): Identities {
  const problems: Problem[] = [];
  const numbered: Numbered[] = [];
  const heads: IdentitiesHead[] = [];
  for (const { value, line } of values) {
    if (!isObject(value)) problems.push(problem(line, 'This line is no JSON.', restore));
    else if (value.postern === 'identities') {
      const read = readHead(value);
      if (typeof read === 'string') problems.push(problem(line, read, 'Use the newest Postern that wrote it.'));
      else heads.push(read);
    } else {
      const entry = checkEntry(value);
      if (typeof entry === 'string') problems.push(problem(line, `This line ${entry}.`, restore));
      else numbered.push({ entry, line });
    }
  }
  const head = joinHeads(heads);
  if (head === null && problems.length === 0)
    problems.push(problem(1, 'The file does not begin with a line that says whose identities it holds.', restore));
  const combined = combine(numbered);
  const all = [...problems, ...combined.problems].slice(0, mostProblems);
  return { head, entries: combined.entries, lines: numbered, problems: all };
}

function readHead({ version, url, since }: Record<string, unknown>): IdentitiesHead | string {
  if (version !== identitiesVersion)
    return `This file has the version ${String(version)}, which this Postern does not know.`;
  if (typeof url !== 'string' || url === '') return 'This line does not say the `url` of the blog.';
  return { url, since: instantOf(since) };
}

/** After a merge there may be two. */
function joinHeads([first, ...others]: IdentitiesHead[]): IdentitiesHead | null {
  if (!first) return null;
  const times = [first, ...others].flatMap(({ since }) => (since ? [since.getTime()] : []));
  return { ...first, since: times.length > 0 ? new Date(Math.min(...times)) : null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Without what a formatter, or a merge, left behind the value. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === ',' || text[end - 1] === ']') end -= 1;
  return text.slice(0, end);
}

function leftover(line: number): Problem {
  const mend = 'Keep the lines of both sides, remove the marks (<<<<<<<, =======, >>>>>>>), and save the file.';
  return problem(line, 'A merge was left unfinished here.', mend);
}

function problem(line: number | null, what: string, mend: string): Problem {
  return { path: identitiesPath, line, severity: 'error', what, mend };
}
