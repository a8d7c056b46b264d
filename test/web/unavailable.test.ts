import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatabaseError } from '../../src/database/database.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';

let blog: TestBlog;
beforeAll(async () => {
  blog = await startBlog({ 'content/posts/a.md': '---\ntitle: A\n---\n\nx\n' });
});
afterAll(() => blog.dispose());

it('asks readers to come back while the database cannot be read, and tells the owner once and not for each of them', async () => {
  const { query } = blog.app.database;
  const select = query.select;
  const begun = blog.logged.length;
  Object.assign(query, {
    select: () => {
      throw new DatabaseError('The database /secret/place.db cannot be read or written: the disk reports an error.');
    },
  });
  for (const path of ['/posts/a', '/posts/b', '/posts/c']) {
    const response = await blog.get(path);
    const text = await response.text();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('<!doctype html>');
    expect(text).not.toContain('secret');
  }
  Object.assign(query, { select });
  expect((await blog.get('/posts/a')).status).toBe(200);
  const told = blog.logged.slice(begun).filter((line) => line.includes('Readers are asked to come back'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('the disk reports an error');
});

it('says that a file cannot be opened, and not that it is gone', async () => {
  const { whyUnavailable } = await import('../../src/web/unavailable.ts');
  const full = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  expect(whyUnavailable(full)).toBe('A file could not be opened: too many files are open.');
  expect(whyUnavailable(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBeNull();
  expect(whyUnavailable(new TypeError('a mistake of ours'))).toBeNull();
});
