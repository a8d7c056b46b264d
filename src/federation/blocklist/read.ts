import { type CsvRecord, readCsv } from './csv.ts';
import { readDomain } from './read-domain.ts';

/** What a list asks for: `suspend` is a block, `silence` keeps a server out of public lists, `noop` is a remark about it. */
export type Severity = 'suspend' | 'silence' | 'noop';

/** A server on somebody's list of blocks. */
export interface Listed {
  /** As our blocks spell it. */
  domain: string;
  severity: Severity;
  /** What the list says about it; null: nothing. */
  why: string | null;
  line: number;
}

/** A line of a list that is not understood. */
export interface Unread {
  line: number;
  /** What stands there. */
  text: string;
  why: keyof typeof unreadReasons;
}

export const unreadReasons = {
  obfuscated: 'a part of its name is hidden, so it cannot be known',
  'no-domain': 'this is no domain',
  severity: 'this severity is not known; there are suspend, silence and noop',
  quote: 'nothing closes the quote that begins here; it and what follows was not read',
};

export interface Blocklist {
  /** Each domain once, by what is strictest, in the order of the file. */
  entries: Listed[];
  unread: Unread[];
  /** How many lines said of a domain what another one said. */
  repeated: number;
}

// Mastodon's own, those of its moderators, and an empty one: its importer takes that for suspend.
const severities: Record<string, Severity> = {
  '': 'suspend',
  suspend: 'suspend',
  silence: 'silence',
  limit: 'silence',
  noop: 'noop',
  none: 'noop',
};
const strictness: readonly Severity[] = ['noop', 'silence', 'suspend'];

/** In Mastodon's order, for a table without a header. */
const usual = ['domain', 'severity', 'reject_media', 'reject_reports', 'public_comment', 'obfuscate'];
const longestWhy = 500;

/**
 * Reads a list of blocks: a table as Mastodon exports it (`#domain,#severity,…`), with or without its first line, or plain
 * domains, one a line, with remarks behind `#`.
 */
export function readBlocklist(text: string): Blocklist {
  const bare = text.replace(/^\ufeff/, '');
  const separator = /^"?#?(?:domain|host|instance)"?\s*([;\t])/i.exec(bare)?.[1] ?? ',';
  const { records, unclosed } = readCsv(bare, separator);
  const header = headerOf(records[0]);
  const columns = header ?? usual;
  const list: Blocklist = { entries: [], unread: [], repeated: 0 };
  const known = new Map<string, Listed>();

  for (const record of header ? records.slice(1) : records) {
    const read = readLine(record, columns);
    if (!read) continue;
    if (!('severity' in read)) {
      list.unread.push(read);
      continue;
    }
    const other = known.get(read.domain);
    if (!other) {
      known.set(read.domain, read);
      continue;
    }
    list.repeated += 1;
    const isStricter = strictness.indexOf(read.severity) > strictness.indexOf(other.severity);
    if (isStricter) Object.assign(other, { severity: read.severity, why: read.why ?? other.why });
  }
  if (unclosed !== null) {
    const line = bare.split(/\r\n|\r|\n/, unclosed)[unclosed - 1] ?? '';
    list.unread.push({ line: unclosed, text: line, why: 'quote' });
  }
  list.entries = [...known.values()];
  return list;
}

function headerOf(first: CsvRecord | undefined): string[] | null {
  const names = first?.fields.map((field) => field.toLowerCase().replace(/^#/, '').trim()) ?? [];
  if (!['domain', 'host', 'instance'].includes(names[0] ?? '')) return null;
  return ['domain', ...names.slice(1)];
}

/** Null: the line says nothing. */
function readLine({ line, fields }: CsvRecord, columns: string[]): Listed | Unread | null {
  const value = (name: string): string => fields[columns.indexOf(name)] ?? '';
  const text = value('domain')
    .replace(/(?:^|\s)#.*$/s, '')
    .trim();
  if (text === '') return fields[0] === '' ? { line, text: fields.join(','), why: 'no-domain' } : null;
  const domain = readDomain(text);
  if (!domain) return { line, text, why: text.replace(/^\*\./, '').includes('*') ? 'obfuscated' : 'no-domain' };
  const severity = severities[value('severity').toLowerCase()];
  if (!severity) return { line, text: `${text}, ${value('severity')}`, why: 'severity' };
  const why = value('public_comment').replace(/\s+/g, ' ').slice(0, longestWhy).toWellFormed();
  return { domain, severity, why: why || null, line };
}
