/** Nothing but what a blog needs. */
export const yaml = `url: http://replaced
title: Notes
timezone: Europe/Berlin
accounts:
  - handle: james
    name: James
  - handle: ada
    name: Ada
`;

export const accounts = ['james', 'ada'];

const names = Array.from({ length: 12 }, (_, index) => `p${String(index + 1).padStart(2, '0')}`);

/** A post whose words tell which one and which edition it is. */
export function post(name: string, edition = 0, front = ''): string {
  return `---\ntitle: Post ${name}\n${front}---\n\n${words(name, edition)}\n`;
}

export function note(name: string, edition = 0): string {
  return `---\nid: ${name}\n---\n\n${words(name, edition)}\n`;
}

/** No two texts have half of their words in common. */
function words(name: string, edition: number): string {
  const own = Array.from({ length: 30 }, (_, index) => `${name}x${index}`).join(' ');
  return `The words of ${name}${edition === 0 ? '' : ` in edition ${edition}`} are these.\n\n${own}.`;
}

/** What is in the content folder before anything happens: path → text. */
export const files: Record<string, string> = {
  ...Object.fromEntries(names.map((name) => [`posts/${name}.md`, post(name)])),
  'notes/n1.md': note('n1'),
  'notes/n2.md': note('n2'),
  'pages/about.md': post('about'),
};

export const posts = names.map((name) => `posts/${name}.md`);

/** Where a file can be read. */
export function pathOf(file: string): string {
  const path = file.replace(/\.md$/, '');
  return path.startsWith('pages/') ? path.slice('pages'.length) : `/${path}`;
}

/** What `pages()` gives when all is well. */
export function allUp(): Record<string, string> {
  return Object.fromEntries(Object.keys(files).map((file) => [file, `words of ${file.replace(/^.*\/|\.md$/g, '')}`]));
}
