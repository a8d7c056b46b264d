import type { Report, Touched } from '../blog/publish.ts';
import { absolute, type Site } from '../config.ts';

const most = 5;

type Told = keyof Pick<Report, 'created' | 'updated' | 'renamed' | 'restored' | 'vanished' | 'deleted'>;

const verbs: Record<Told, string> = {
  created: 'Published',
  updated: 'Updated',
  renamed: 'Moved',
  restored: 'Brought back',
  vanished: 'Hidden',
  deleted: 'Deleted',
};

/** What a publish did, one line a post; of many posts, the first few and how many more. */
export function reportLines(report: Report, site: Site): string[] {
  return (Object.keys(verbs) as Told[]).flatMap((kind) => {
    const posts = report[kind];
    const shown = posts.length > most + 1 ? posts.slice(0, most) : posts;
    const rest = posts.length - shown.length;
    const lines = shown.map((post) => `${verbs[kind]}: ${where(post, kind, site)}`);
    return rest > 0 ? [...lines, `${verbs[kind]}: ${rest} more`] : lines;
  });
}

function where({ path, permalink }: Touched, kind: Told, site: Site): string {
  return kind === 'vanished' || kind === 'deleted' ? `content/${path}` : absolute(site, permalink);
}
