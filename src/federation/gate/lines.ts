/** The lines of a request's head by their names in lower case: each with every value, in their order. */
export type Lines = ReadonlyMap<string, readonly string[]>;

/** @param rawHeaders name and value in turn, as Node hands them over: unlike `headers`, it hides no line that stands twice. */
export function readLines(rawHeaders: string[]): Lines {
  const lines = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const values = lines.get(name);
    if (values) values.push(value);
    else lines.set(name, [value]);
  }
  return lines;
}

/** The value of a line that stands exactly once, else null. */
export function once(lines: Lines, name: string): string | null {
  const [value, ...others] = lines.get(name) ?? [];
  return value === undefined || others.length > 0 ? null : value;
}
