import { symlink } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { mediumSource } from '../../src/blog/pictures.ts';
import { engines } from '../support/databases.ts';
import { type Publishing, post, startPublishing } from './publishing.ts';

describe.each(engines)('pictures on $name', (engine) => {
  let blog: Publishing;
  afterEach(() => blog.dispose());

  const start = async (content: Record<string, string>): Promise<void> => {
    blog = await startPublishing(engine, content);
  };
  const mediaAt = async (path: string): Promise<Record<string, string>> => {
    const at = await blog.posts.at(path);
    const media = at?.kind === 'post' ? at.post.media : {};
    return Object.fromEntries(Object.entries(media).map(([src, { hash }]) => [src, hash]));
  };

  it('beside a post, and its cover, are served as long as it is live', async () => {
    await start({
      'posts/a/index.md': post(
        'A',
        'cover: { src: top.jpg, alt: Hills }',
        '![Hills](hills.jpg)\n[Paper](../paper.pdf)',
      ),
      'posts/a/hills.jpg': 'hills',
      'posts/a/top.jpg': 'top',
      'posts/paper.pdf': 'paper',
      'posts/a/unused.jpg': 'unused',
    });
    const media = await mediaAt('/posts/a');
    expect(Object.keys(media).sort()).toEqual(['../paper.pdf', 'hills.jpg', 'top.jpg']);
    expect(await blog.posts.medium(media['hills.jpg'] ?? '')).toMatchObject({ size: 5 });
    expect(blog.prepared).not.toContain('content/posts/a/unused.jpg');
    await blog.save({ 'posts/a/index.md': post('A', 'draft: true') });
    expect(await blog.posts.medium(media['hills.jpg'] ?? '')).toBeNull();
  });

  it('of drafts and scheduled posts are served to nobody', async () => {
    await start({ 'posts/a/index.md': post('A', 'draft: true', '![x](x.jpg)'), 'posts/a/x.jpg': 'x' });
    await blog.save({ 'posts/b/index.md': post('B', 'date: 2027-01-01', '![y](y.jpg)'), 'posts/b/y.jpg': 'y' });
    expect(blog.prepared.filter((path) => path.includes('/a/'))).toEqual([]);
    const rows = await blog.database.query.select().from(blog.database.tables.postMedia);
    expect(rows).toEqual([]);
  });

  it('that are missing are a problem with a line, and appear when they come', async () => {
    await start({ 'posts/a.md': post('A', 'date: 2026-11-01', 'Text.\n\n![Hills](img/hills.jpg)') });
    const problem = {
      path: 'content/posts/a.md',
      line: 7,
      severity: 'warning',
      what: 'There is no file `img/hills.jpg` here.',
    };
    expect(await blog.publisher.problems()).toMatchObject([problem]);
    expect(await blog.posts.at('/posts/a')).toMatchObject({ kind: 'post' });
    expect((await blog.save({ 'posts/img/hills.jpg': 'hills' })).updated).toMatchObject([{ id: 'a' }]);
    expect(Object.keys(await mediaAt('/posts/a'))).toEqual(['img/hills.jpg']);
    expect(await blog.publisher.problems()).toEqual([]);
    await blog.save({ 'posts/img/hills.jpg': null });
    expect(await blog.publisher.problems()).toMatchObject([problem]);
  });

  it.each(['by a hint', 'by a look at everything'])(
    'that change are seen %s, though the text is the same',
    async (how) => {
      await start({ 'posts/a.md': post('A', '', '![x](x.jpg)'), 'posts/x.jpg': 'broken', 'posts/b.md': post('B') });
      expect(await blog.publisher.problems()).toMatchObject([
        { what: '`x.jpg` cannot be shown: It is no picture.', mend: 'Or take it out of the text.' },
      ]);
      const publish = () => blog.publish(how === 'by a hint' ? ['posts/x.jpg'] : 'everything');
      await blog.site.write('content/posts/x.jpg', 'one');
      expect((await publish()).updated).toMatchObject([{ id: 'a' }]);
      const before = (await mediaAt('/posts/a'))['x.jpg'];
      await blog.site.write('content/posts/x.jpg', 'other');
      expect((await publish()).updated).toMatchObject([{ id: 'a' }]);
      const after = (await mediaAt('/posts/a'))['x.jpg'];
      expect(after).not.toBe(before);
      expect(await blog.posts.medium(before ?? '')).toBeNull();
      expect((await publish()).updated).toEqual([]);
    },
  );

  it.each(['by a hint', 'by a look at everything'])('of the same bytes go their own ways, seen %s', async (how) => {
    const two = (name: string) => post(name, '', `![x](${name}/x.jpg)`);
    await start({ 'posts/a.md': two('a'), 'posts/b.md': two('b'), 'posts/a/x.jpg': 'same', 'posts/b/x.jpg': 'same' });
    for (const name of ['a', 'b']) {
      await blog.site.write(`content/posts/${name}/x.jpg`, `of ${name}`);
      const report = await blog.publish(how === 'by a hint' ? [`posts/${name}/x.jpg`] : 'everything');
      expect(report.updated).toMatchObject([{ id: name }]);
    }
    await blog.site.remove('content/posts/a');
    const report = await blog.publish(how === 'by a hint' ? ['posts/a'] : 'everything');
    expect(report.problems).toMatchObject([{ path: 'content/posts/a.md', what: 'There is no file `a/x.jpg` here.' }]);
    expect(await mediaAt('/posts/a')).toEqual({});
  });

  it('are never fetched from outside of the content folder', async () => {
    await start({ 'posts/x.md': post('X') });
    await blog.site.write('secret.jpg', 'secret');
    await blog.site.write('outside/in.jpg', 'secret');
    await symlink('../../secret.jpg', `${blog.site.folder}/content/posts/link.jpg`);
    await symlink('../../outside', `${blog.site.folder}/content/posts/folder`);
    const sources = ['../../secret.jpg', '%2e%2e/%2e%2e/secret.jpg', 'link.jpg', 'folder/in.jpg', '../.postern/x.jpg'];
    const body = sources.map((src) => `![x](${src})`).join('\n\n');
    const report = await blog.save({ 'posts/a.md': post('A', 'cover: { src: ../../secret.jpg, alt: x }', body) });
    expect(blog.prepared).toEqual([]);
    expect(report.problems.filter(({ severity }) => severity === 'warning')).toHaveLength(4);
    expect(report.created).toMatchObject([{ id: 'a' }]);
  });

  it('on another server are a warning on their line', async () => {
    const line = 'cover: { src: "https://example.com/top.jpg", alt: Hills }';
    await start({ 'posts/a.md': post('A', line, 'One\n![x](https://example.com/x.jpg)') });
    expect(await blog.publisher.problems()).toMatchObject([
      { line: null, what: '`https://example.com/top.jpg` lies on another server, so pages do not show it.' },
      { line: 6, what: '`https://example.com/x.jpg` lies on another server, so pages do not show it.' },
    ]);
    expect(blog.prepared).toEqual([]);
  });

  it('without a description are a warning on their line, however they are written; not where they only decorate', async () => {
    const body = [
      'One\n![](x.jpg)',
      '![ ][ref]',
      'Text <img\nsrc="x.jpg"> and <img src="x.jpg" alt=""> and <img alt src="x.jpg">',
      '<p>\n<img title="alt=x" src=x.jpg></p>',
      '![a][ref] [A link](x.jpg) <video src="x.jpg" poster="x.jpg"></video>',
      '[ref]: x.jpg',
    ].join('\n\n');
    await start({ 'posts/a.md': post('A', '', body), 'posts/x.jpg': 'x' });
    const problems = await blog.publisher.problems();
    expect(problems.map(({ line }) => line)).toEqual([5, 7, 9, 13]);
    expect(problems[0]).toMatchObject({
      severity: 'warning',
      what: 'The picture `x.jpg` has no text for those who cannot see it.',
      mend: 'Write what it shows: `![…](x.jpg)`; in HTML `alt="…"`, or `alt=""` where it only decorates.',
    });
  });
});

describe('the file behind a source', () => {
  it.each([
    ['posts/a/index.md', 'x.jpg', 'posts/a/x.jpg'],
    ['posts/a.md', '../media/x.jpg', 'media/x.jpg'],
    ['posts/a.md', '/media/x.jpg', 'media/x.jpg'],
    ['posts/a.md', '../../x.jpg', null],
    ['posts/a.md', '/../x.jpg', null],
    ['posts/a.md', '.git/x.jpg', null],
    ['posts/a.md', '..\\x.jpg', null],
    ['posts/a.md', 'x\0.jpg', null],
    ['posts/a.md', '..', null],
  ])('from %s, %j is %s', (entry, src, path) => {
    expect(mediumSource(entry, src)).toBe(path);
  });
});
