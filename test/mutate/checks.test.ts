import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groups } from './groups.ts';
import { without } from './mutation.ts';
import { farTests, lists } from './tests.ts';

const project = join(import.meta.dirname, '../..');
const all = Object.values(groups).flat();

/** In these folders each file has a check that is taken out. */
const guarded = [
  'src/conversation/clean/*.ts',
  'src/federation/{gate,guard,inbox,load,quotes,recheck,reports,talk,threads,webfinger,websub}/*.ts',
];

/** But for these, which decide nothing: shapes, names, and what puts others together. */
const undecided = [
  ...['gate/claim', 'gate/media-type', 'gate/passage', 'gate/signed', 'inbox/incoming', 'inbox/unreadable'],
  ...['quotes/account', 'quotes/documents', 'reports/list', 'threads/problems', 'threads/threads'],
  ...['websub/push-job', 'websub/websub', 'websub/wish'],
].map((file) => `src/federation/${file}.ts`);

describe('the checks that are taken out', () => {
  it('stand once in their files, which are TypeScript without them too', () => {
    const texts = new Map(all.map(({ file }) => [file, readFileSync(join(project, file), 'utf8')]));
    const wrong = all.flatMap((mutation) => {
      try {
        without(texts.get(mutation.file) ?? '', mutation);
        return [];
      } catch (error) {
        return error instanceof Error ? error.message : [];
      }
    });
    expect(wrong).toEqual([]);
  });

  it('are other texts without', () => {
    expect(all.filter(({ find, replace }) => find === replace)).toEqual([]);
  });

  it('have one name each within their file', () => {
    const names = all.map(({ file, check }) => `${file}: ${check}`);
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
  });

  it('are of every file that decides about what strangers send: whoever adds one adds its checks', () => {
    const files = guarded.flatMap((pattern) => globSync(pattern, { cwd: project }));
    const tried = new Set([...all.map(({ file }) => file), ...undecided]);
    expect(files.filter((file) => !tried.has(file))).toEqual([]);
    expect(undecided.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('are told by tests that are there', () => {
    expect(lists.filter((pattern) => globSync(pattern, { cwd: project }).length === 0)).toEqual([]);
    expect(Object.keys(groups).filter((group) => farTests(group).length === 0)).toEqual([]);
  });
});
