import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { yearsOf } from '../../src/web/years.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';

let blog: TestBlog;

beforeAll(async () => {
  const posts = Array.from({ length: 501 }, (_, index) => [
    `content/posts/post-${index}.md`,
    `---\ntitle: Post ${index}\ndate: ${index < 300 ? 2024 : 2019}-05-01\n---\n\nText.\n`,
  ]);
  blog = await startBlog({
    ...Object.fromEntries(posts),
    // Already the next year where the author lives.
    'content/posts/eve.md': '---\ntitle: Eve\ndate: 2019-12-31T23:30:00Z\n---\n\nText.\n',
  });
});

afterAll(() => blog.dispose());

describe('the archive of a blog that is too large for one page', () => {
  it('shows its newest year, and leads to the others', async () => {
    const archive = await blog.text('/archive');
    expect(archive.match(/class="h-entry"/g)).toHaveLength(300);
    for (const [year, count] of [
      [2024, 300],
      [2020, 1],
      [2019, 201],
    ])
      expect(archive).toContain(`<a href="/archive/${year}">${year}</a> <small>${count}</small>`);
  });

  it('has a page for each year, counted where the author lives', async () => {
    expect((await blog.text('/archive/2019')).match(/class="h-entry"/g)).toHaveLength(201);
    const eve = await blog.text('/archive/2020');
    expect(eve.match(/class="h-entry"/g)).toHaveLength(1);
    expect(eve).toContain('<link rel="canonical" href="http://localhost:3000/archive/2020">');
    expect((await blog.get('/archive/2020/')).headers.get('location')).toBe('http://localhost:3000/archive/2020');
  });

  it.each(['/archive/2021', '/archive/1', '/archive/20190', '/archive/x'])('has nothing at %s', async (path) => {
    expect((await blog.get(path)).status).toBe(404);
  });
});

describe('years', () => {
  it('are counted in the zone, also in the first century, and empty ones are left out', () => {
    const dates = ['2020-01-01T04:59:59Z', '2019-12-31T12:00:00Z', '2018-01-01T05:00:00Z', '0050-06-01T00:00:00Z'];
    const years = yearsOf(
      dates.map((date) => new Date(date)),
      'America/New_York',
    );
    expect(years.map(({ year, count }) => [year, count])).toEqual([
      [2019, 2],
      [2018, 1],
      [50, 1],
    ]);
    expect(years[0]?.from).toEqual(new Date('2019-01-01T05:00:00Z'));
    expect(years[0]?.before).toEqual(new Date('2020-01-01T05:00:00Z'));
    expect(yearsOf([], 'UTC')).toEqual([]);
  });
});
