/** A line of a table, or several where a field goes on over them. */
export interface CsvRecord {
  /** The number of its first line, from 1. */
  line: number;
  fields: string[];
}

/**
 * Reads comma-separated values as RFC 4180 has them, with any kind of line end, without empty lines.
 * `unclosed` is the line of a quote that nothing closes: what follows it is not among the records.
 */
export function readCsv(text: string, separator = ','): { records: CsvRecord[]; unclosed: number | null } {
  const records: CsvRecord[] = [];
  let line = 1;
  let record: CsvRecord = { line, fields: [] };
  let at = 0;

  const end = (): void => {
    if (record.fields.some((field) => field !== '')) records.push(record);
  };

  while (at < text.length) {
    const field = text[at] === '"' ? quoted(text, at, separator) : plain(text, at, separator);
    if (!field) return { records, unclosed: line };
    record.fields.push(field.value);
    at = field.end;
    line += field.breaks;
    if (text[at] === separator) {
      at += 1;
      if (at === text.length) record.fields.push('');
      continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    end();
    record = { line, fields: [] };
  }
  end();
  return { records, unclosed: null };
}

interface FieldRead {
  value: string;
  /** Where the separator, the line end or nothing stands behind it. */
  end: number;
  /** How many line ends are inside. */
  breaks: number;
}

function plain(text: string, start: number, separator: string): FieldRead {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(start, end).trim(), end, breaks: 0 };
}

function quoted(text: string, start: number, separator: string): FieldRead | null {
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return null;
    parts.push(text.slice(from, quote));
    from = quote + 1;
    if (text[from] !== '"') break;
    parts.push('"');
    from += 1;
  }
  const value = parts.join('');
  // What stands behind a closing quote belongs to no field.
  let end = from;
  while (end < text.length && !`${separator}\n\r`.includes(text[end] ?? '')) end += 1;
  return { value: value.trim(), end, breaks: value.match(/\r\n|\r|\n/g)?.length ?? 0 };
}

/** A field as RFC 4180 writes it. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
