/** What an author wrote into one file. */
export interface Text {
  /** Stands in title and body, so that a post is known wherever it turns up. */
  mark: string;
  variant: string;
  id: string | null;
  draft: boolean;
  minor: boolean;
  pinned: boolean;
  federate: 'true' | 'false' | 'quiet' | null;
  /** ISO 8601, in UTC. */
  date: string | null;
  warning: string | null;
}

export type Kind = 'post' | 'note' | 'page';

export function kindOf(path: string): Kind {
  if (path.startsWith('notes/')) return 'note';
  return path.startsWith('pages/') ? 'page' : 'post';
}

/** The last part of the address of a post in this file. */
export function slugOf(path: string): string {
  const [, name = ''] = /([^/]+?)(?:\/index)?\.md$/.exec(path) ?? [];
  return name;
}

export function plainText(mark: string, own: Partial<Text> = {}): Text {
  const nothing = { id: null, draft: false, minor: false, pinned: false, federate: null, date: null, warning: null };
  return { mark, variant: 'one', ...nothing, ...own };
}

export const titleOf = ({ mark, variant }: Text): string => `About ${mark}, ${variant}`;
export const bodyOf = ({ mark, variant }: Text): string => `Words of ${mark}: ${variant}.`;

/** The bytes of the file. */
export function render(path: string, text: Text): string {
  const { id, draft, minor, pinned, federate, date, warning } = text;
  const lines = [
    ...(kindOf(path) === 'note' ? [] : [`title: ${JSON.stringify(titleOf(text))}`]),
    ...(id ? [`id: ${id}`] : []),
    ...(draft ? ['draft: true'] : []),
    ...(minor ? ['edit: minor'] : []),
    ...(pinned ? ['pinned: true'] : []),
    ...(federate ? [`federate: ${federate}`] : []),
    ...(date ? [`date: ${date}`] : []),
    ...(warning ? [`contentWarning: ${warning}`] : []),
  ];
  return `---\n${lines.map((line) => `${line}\n`).join('')}---\n${bodyOf(text)}\n`;
}
