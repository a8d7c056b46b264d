import { createHash } from 'node:crypto';
import type { Problem } from '../problem.ts';
import type { Entry, Kind } from './entry.ts';
import { dateInName, readDate } from './front-matter/date.ts';
import { readAddress, readAliases, readCover, readId } from './front-matter/fields.ts';
import { findKey, type KeyName, nearestKey } from './front-matter/keys.ts';
import { split } from './front-matter/split.ts';
import { createValues, scalarText, shortText, type Values } from './front-matter/values.ts';
import { type Field, readYaml } from './front-matter/yaml.ts';
import { slugify, titleFromSlug } from './slug.ts';

export interface ReadingRules {
  /** IANA name: what a date without a zone means. */
  timezone: string;
}

/** A file read: without errors the entry, with or without warnings; with errors no entry, and all of them. */
export interface Reading {
  entry: Entry | null;
  problems: Problem[];
}

const kinds: Record<string, Kind> = { posts: 'post', pages: 'page', notes: 'note' };

/** What a file is by the folder it lies in; null outside of `posts/`, `pages/` and `notes/`. */
export function kindOf(path: string): Kind | null {
  const [folder = '', ...rest] = path.split('/');
  return rest.length > 0 ? (kinds[folder] ?? null) : null;
}

/**
 * Reads one file of the content folder: its front matter checked as a whole and named in our words, its Markdown
 * untouched. Pure: the same bytes give the same entry.
 * @param path relative to the content folder, with forward slashes, below one of its three folders.
 */
export function parseEntry(path: string, bytes: Uint8Array, rules: ReadingRules): Reading {
  const problems: Problem[] = [];
  const report = (problem: Omit<Problem, 'path'>): void => {
    problems.push({ path: `content/${path}`, ...problem });
  };
  const kind = kindOf(path);
  if (!kind) throw new Error(`${path} lies in none of the content folders`);
  const parts = split(bytes);
  if ('what' in parts) {
    report({ severity: 'error', ...parts });
    return { entry: null, problems };
  }
  if (parts.yaml === null && parts.body.trim() === '') {
    report({
      line: null,
      severity: 'error',
      what: 'The file is empty.',
      mend: 'Write its text, bring it back, or remove the file.',
    });
    return { entry: null, problems };
  }
  const { fields, faults } = readYaml(parts.yaml ?? '', 2);
  for (const fault of faults) report({ severity: 'error', ...fault });
  const damaged = new Set(faults.map(({ line }) => line));
  const reportSound = (problem: Omit<Problem, 'path'>): void => {
    if (!damaged.has(problem.line)) report(problem);
  };
  const meant = fields.filter((field) => !isJekyllFlag(field));
  const values = createValues(chooseFields(meant, reportSound), rules.timezone, reportSound);
  const unpublished = fields.some((field) => isJekyllFlag(field) && scalarText(field.node)?.toLowerCase() === 'false');
  const name = nameOf(path);
  if (name.rest === '') {
    report({
      line: null,
      severity: 'error',
      what: 'An index.md here belongs to no folder of its own.',
      mend: 'Move it into a folder with a name.',
    });
  }
  const slug = readSlug(values, name.rest, report);
  const titled = readTitle(values, kind, parts.body, slug);
  // A key that YAML could not make out may well have been the title.
  if (titled.title === null && kind === 'post' && faults.length === 0) {
    report({ line: 1, severity: 'error', what: 'The post has no title.', mend: missingTitleMend(parts.yaml !== null) });
  }
  const entry: Entry = {
    kind,
    path,
    digest: createHash('sha256').update(bytes).digest('hex'),
    title: titled.title,
    date: values.date('date') ?? (name.date ? readDate(name.date, rules.timezone) : null),
    updated: values.date('updated'),
    draft: values.flag('draft') || unpublished,
    unlisted: values.flag('unlisted'),
    slug,
    permalink: readAddress(values),
    aliases: readAliases(values),
    canonical: values.url('canonical'),
    summary: values.text('summary'),
    tags: readTags(values),
    ...readSeries(values),
    authors: values.list('authors'),
    editors: values.list('editors'),
    language: readLanguage(values),
    translationKey: values.text('translationKey', shortText),
    cover: readCover(values),
    comments: values.choice('comments', commentRules, null),
    pinned: values.flag('pinned'),
    toc: values.flag('toc'),
    minorEdit: values.choice('edit', { minor: true, major: false }, false),
    contentWarning: values.text('contentWarning'),
    federate: values.choice<Entry['federate']>(
      'federate',
      { true: 'yes', false: 'no', quiet: 'quiet', yes: 'yes', no: 'no' },
      null,
    ),
    as: values.choice<Entry['as']>('as', { article: 'article', note: 'note' }, null),
    discuss: values.url('discuss'),
    id: readId(values),
    guid: values.text('guid', 500),
    body: titled.body,
    bodyLine: parts.bodyLine + titled.skipped,
  };
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { entry: problems.some(({ severity }) => severity === 'error') ? null : entry, problems };
}

const commentRules: Record<string, Entry['comments']> = {
  everyone: 'everyone',
  'first-time': 'first-time',
  followers: 'followers',
  held: 'held',
  closed: 'closed',
  false: 'closed',
  no: 'closed',
  off: 'closed',
  true: null,
  yes: null,
  on: null,
};

/** One field for each key that we know; of two names for one key, the one closest to ours. */
function chooseFields(fields: Field[], report: (problem: Omit<Problem, 'path'>) => void): Map<KeyName, Field> {
  const chosen = new Map<KeyName, { field: Field; rank: number }>();
  for (const field of fields) {
    const found = findKey(field.key);
    if (found === 'silent') continue;
    if (!found) {
      const nearest = nearestKey(field.key);
      const mend = nearest ? `Write \`${nearest}\`, if that is what you mean.` : 'Remove it.';
      report({
        line: field.line,
        severity: 'warning',
        what: `The key \`${field.key}\` is not known, so it does nothing.`,
        mend,
      });
      continue;
    }
    const other = chosen.get(found.name);
    const [used, unused] = other && other.rank <= found.rank ? [other.field, field] : [field, other?.field];
    chosen.set(found.name, { field: used, rank: other ? Math.min(other.rank, found.rank) : found.rank });
    if (!unused) continue;
    const what = `\`${unused.key}\` says the same as \`${used.key}\`, which is used.`;
    report({ line: unused.line, severity: 'warning', what, mend: 'Keep one of the two.' });
  }
  return new Map([...chosen].map(([name, { field }]) => [name, field]));
}

/** `posts/2026-11-20-hello.md` and `posts/2026-11-20-hello/index.md` → the date and `hello`. */
function nameOf(path: string): { date: string | null; rest: string } {
  const parts = path.split('/');
  const file = (parts.at(-1) ?? '').replace(/\.[^.]+$/, '');
  const name = file.toLowerCase() === 'index' ? (parts.slice(1, -1).at(-1) ?? '') : file;
  return dateInName(name);
}

function readSlug(values: Values, name: string, report: (problem: Omit<Problem, 'path'>) => void): string {
  const field = values.field('slug');
  const written = values.text('slug', shortText);
  const slug = slugify(written ?? name);
  if (slug !== '' || name === '') return slug;
  report({
    line: field?.line ?? null,
    severity: 'error',
    what: `${field ? `\`${field.key}\`` : "The file's name"} holds neither letter nor digit, so there is no address.`,
    mend: 'Write `slug: …` with the words that should stand in the address.',
  });
  return slug;
}

/** A page may begin with its title as a heading, which then is no part of its text. */
function readTitle(
  values: Values,
  kind: Kind,
  body: string,
  slug: string,
): { title: string | null; body: string; skipped: number } {
  const title = values.text('title', 1000)?.replace(/\s+/g, ' ') ?? null;
  if (title !== null || kind !== 'page') return { title, body, skipped: 0 };
  const heading = /^\s*# +(.+?)(?: +#+)? *(?:\n|$)/.exec(body);
  if (!heading?.[1]) return { title: titleFromSlug(slug), body, skipped: 0 };
  return { title: heading[1], body: body.slice(heading[0].length), skipped: heading[0].split('\n').length - 1 };
}

function missingTitleMend(hasFrontMatter: boolean): string {
  return hasFrontMatter
    ? 'Write `title: …` in the front matter.'
    : 'Begin the file with three lines: `---`, `title: …`, `---`; or move it to content/notes.';
}

/** Jekyll writes `published: false` for a draft, where others write a date. */
function isJekyllFlag({ key, node }: Field): boolean {
  return key.toLowerCase() === 'published' && /^(true|false)$/i.test(scalarText(node) ?? '');
}

function readTags(values: Values): string[] {
  const seen = new Set<string>();
  return [...values.list('tags'), ...values.list('categories')]
    .map((tag) => tag.replace(/^#+/, ''))
    .filter((tag) => {
      const slug = slugify(tag);
      if (slug === '' || seen.has(slug)) return false;
      seen.add(slug);
      return true;
    });
}

function readSeries(values: Values): { series: string | null; seriesOrder: number | null } {
  const [series = null] = values.list('series');
  return { series: series && slugify(series) ? series : null, seriesOrder: values.whole('seriesOrder') };
}

function readLanguage(values: Values): string | null {
  const written = values.text('lang', 50);
  const field = values.field('lang');
  if (written === null || !field) return null;
  try {
    return Intl.getCanonicalLocales(written.replaceAll('_', '-'))[0] ?? null;
  } catch {
    values.fault(field, `"${written}" is no language.`, 'Write its code, such as `de` or `pt-BR`.');
    return null;
  }
}
