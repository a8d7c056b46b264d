/** A mistake of the author or the owner: what is wrong, where, and what to do about it. Collected, never thrown. */
export interface Problem {
  /** The file, relative to the site's folder, with forward slashes: `content/posts/hello.md`, `postern.yaml`. */
  path: string;
  /** 1-based line in that file, or null where there is no one line. */
  line: number | null;
  /** `error`: this file (or key) could not be used. `warning`: it was used, and something should be mended. */
  severity: 'error' | 'warning';
  /** What is wrong, one sentence. */
  what: string;
  /** What to do, one sentence in the imperative. */
  mend: string;
}

/** One problem as a person reads it: `content/posts/a.md:3  error  The date … Write … `. */
export function formatProblem({ path, line, severity, what, mend }: Problem): string {
  return `${path}${line === null ? '' : `:${line}`}  ${severity}  ${what} ${mend}`;
}
