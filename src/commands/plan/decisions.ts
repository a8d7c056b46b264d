import type { Recognisable } from '../../blog/lookalikes.ts';
import type { Problem } from '../../problem.ts';
import { counted } from '../site.ts';

/** A file that is gone, and a new one that looks like it. */
interface Lookalike {
  gone: Recognisable;
  fresh: Recognisable;
  /** Whether the new one has its page already, and with it an id of its own. */
  isPublished: boolean;
}

/** What only the owner can decide, a sentence each. Pure. */
export function decisionsOf({
  held,
  edits,
  lookalikes,
  problems,
}: {
  /** Why nothing is hidden or deleted. */
  held: Problem | null;
  /** How many edits wait because they came at once. */
  edits: number;
  lookalikes: Lookalike[];
  problems: Problem[];
}): string[] {
  const errors = problems.filter(({ path, severity }) => severity === 'error' && path !== held?.path);
  return [
    ...(held ? [`${held.what} ${held.mend}`] : []),
    ...(edits > 0
      ? [
          `${counted(edits, 'post')} changed at once, as by another setting or by accident: they are sent only when you write postern publish.`,
        ]
      : []),
    ...lookalikes.map(renamed),
    ...(errors.length > 0
      ? [`${counted(errors.length, 'problem')} below: those files are not published as they are.`]
      : []),
  ];
}

function renamed({ gone, fresh, isPublished }: Lookalike): string {
  const looks = `content/${fresh.path} looks like content/${gone.path}, which is gone.`;
  const otherwise = 'else followers get a new post, and the old one is deleted.';
  if (isPublished) return `${looks} If it is the same post, give it its old name back before it is sent; ${otherwise}`;
  return `${looks} If it is the same post under another name, write "id: ${gone.id}" in its front matter before it is published; ${otherwise}`;
}
