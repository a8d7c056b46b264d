import { Html } from '../../html.ts';
import type { Problem } from '../../problem.ts';
import type { Original } from './define.ts';
import { messageOf } from './message-of.ts';
import { wherein } from './where.ts';

type Render = (view: never) => Html | null;

/** A function of the site, and the one that it replaces. */
export interface Replacement {
  name: string;
  own: (view: never, original: never) => unknown;
  usual: Render;
  /** Whether it renders a whole document, which cannot be nothing. */
  isPage: boolean;
}

/** Where the function was written, and who is told when it fails. */
export interface Surroundings {
  folder: string;
  path: string;
  onProblem(problem: Problem): void;
}

/**
 * Calls a function of the site. When it fails, or gives something else than markup, the default's own stands in for it, and
 * `onProblem` is told.
 */
export function guarded(
  { name, own, usual, isPage }: Replacement,
  original: Original,
  { folder, path, onProblem }: Surroundings,
): Render {
  const tell = (what: string, mend: string, error: unknown): void => {
    const place = wherein(folder, error) ?? { path, line: null };
    onProblem({ ...place, severity: 'error', what: `${what} The default stands in for it.`, mend });
  };

  return (view) => {
    try {
      const made = own(view, original as never);
      if (made instanceof Html || (made === null && !isPage)) return made;
      // Whatever becomes of it: a rejection that nobody hears ends the process.
      if (made instanceof Promise) made.catch(() => {});
      const { what, mend } = wrongs[kindOf(made)] ?? other;
      tell(`${name} gave ${what}, and not markup.`, mend, null);
    } catch (error) {
      tell(`${name} failed: ${messageOf(error).replace(/\.$/, '')}.`, 'Mend it there.', error);
    }
    return usual(view);
  };
}

function kindOf(made: unknown): string {
  if (made === null) return 'null';
  return made instanceof Promise ? 'promise' : typeof made;
}

const other = { what: 'something else', mend: 'Return html`…`.' };

const wrongs: Readonly<Record<string, typeof other>> = {
  undefined: { what: 'nothing', mend: 'Return html`…`, or null where a part shows nothing.' },
  null: { what: 'null', mend: 'Return html`…`: a page cannot be nothing.' },
  promise: { what: 'a promise', mend: 'Write it without async: pages are made at once.' },
  string: { what: 'text', mend: 'Return html`…`, or trusted(…) where the text is markup that is safe.' },
};
