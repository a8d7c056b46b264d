import { hostName } from '../spelling.ts';

/**
 * The domain that somebody wrote, in the spelling of our blocks: `*.Straße.example.`, `https://straße.example/` and
 * `xn--strae-oqa.example` are one. Null when it is none, or a whole top-level domain.
 */
export function readDomain(written: string): string | null {
  const bare = written
    .trim()
    .replace(/^https?:\/\/([^/?#]*)\/?$/i, '$1')
    .replace(/^\*?\./, '');
  if (!/^[^\s/?#\\@*]+$/.test(bare)) return null;
  const url = URL.parse(`https://${bare}`);
  if (!url) return null;
  const name = hostName(url);
  // A word without a dot is most probably a mistake.
  return /[^.]\.[^.]/.test(name) || name === 'localhost' || name.startsWith('[') ? name : null;
}

/** A domain, and every one above it that would cover it: `a.b.example`, `b.example`, `example`. */
export function withThoseAbove(domain: string): string[] {
  const labels = domain.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}
