import { createHash } from 'node:crypto';

/** A theme's one stylesheet and the path that names its content: `/theme-<hash>.css`. */
export function makeStylesheet(content: string): { path: string; content: string } {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { path: `/theme-${hash}.css`, content };
}
