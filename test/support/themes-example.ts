import { readFileSync } from 'node:fs';

/** The worked example of docs/themes.md, as the files that it says they are: path → text. */
export function themesExample(): Record<string, string> {
  const text = readFileSync(new URL('../../docs/themes.md', import.meta.url), 'utf8');
  const blocks = text.matchAll(/^```\w+ (theme\/\S+)\n([\s\S]*?)^```$/gm);
  return Object.fromEntries([...blocks].map(([, path = '', code = '']) => [path, code]));
}
