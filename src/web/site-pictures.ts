import type { Site } from '../config.ts';
import type { Medium } from '../content/post.ts';
import type { Media } from '../media/media.ts';
import type { Problem } from '../problem.ts';

/** The pictures that the site itself shows (avatars, headers, icon), by their path in `postern.yaml`. */
export type SiteMedia = ReadonlyMap<string, Medium>;

/** Prepares every picture that `postern.yaml` names; one that cannot be used is a problem, and left out. */
export async function preparePictures(
  site: Site,
  media: Pick<Media, 'prepare'>,
): Promise<{ pictures: SiteMedia; problems: Problem[] }> {
  const pictures = new Map<string, Medium>();
  const problems: Problem[] = [];
  for (const path of picturesOf(site)) {
    const prepared = await media.prepare(path);
    if (!('problem' in prepared)) {
      pictures.set(path, prepared);
      continue;
    }
    problems.push({
      path: 'postern.yaml',
      line: null,
      severity: 'warning',
      what: `The picture ${path} cannot be used: ${prepared.problem}`,
      mend: 'Put a JPEG, PNG, WebP or GIF there, or take the line out.',
    });
  }
  return { pictures, problems };
}

function picturesOf(site: Site): string[] {
  const named = [site.icon, ...site.accounts.flatMap((account) => [account.avatar, account.header])];
  return [...new Set(named.filter((path) => path !== null))];
}
