import { describe, expect, test, vi } from 'vitest';
import { followedServer, type ServedBlog, servedBlog } from './served-blog.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 120_000 });

const post = (title: string, body: string, front = ''): string => `---\ntitle: ${title}\n${front}---\n\n${body}\n`;
const question = 'content/posts/new.md  warning  Is this content/posts/old.md, renamed and edited?';
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('postern publish, where a file may have been renamed and edited', () => {
  /** Followers were sent the old file; the new one has its title. */
  async function renamed(): Promise<ServedBlog> {
    const blog = await servedBlog({});
    const server = await followedServer(blog);
    await server.stop();
    await blog.site.write('content/posts/old.md', post('Hello', 'A text.'));
    await blog.run('publish');
    await blog.site.remove('content/posts/old.md');
    await blog.site.write('content/posts/new.md', post('Hello', 'Another text.'));
    return blog;
  }

  test('does everything else, asks, and exits with 3; what is sent is for the owner to say', async () => {
    const blog = await renamed();
    await blog.site.write('content/posts/other.md', post('Other', 'Something else.'));
    const foreseen = await blog.run('publish', '--dry-run');
    expect(foreseen).toMatchObject({ code: 3, err: '' });
    expect(foreseen.out).toContain('would send 1 message to 1 follower');
    expect(flat(foreseen.out)).toContain('- content/posts/new.md: Is this content/posts/old.md, renamed and edited?');

    for (const sent of ['Sending 1 message', 'hidden, and still to be deleted']) {
      const { code, out, err } = await blog.run('publish');
      expect([code, out]).toEqual([3, expect.stringContaining(sent)]);
      expect(out).toContain('\n  content/posts/old.md, which may be content/posts/new.md now\n');
      expect(out).not.toContain('posts/new\n  new');
      expect(err).toContain(question);
      expect(err).toContain('write the line `id: old` between the --- lines of content/posts/new.md;');
    }
    const plan = await blog.run('plan');
    expect(plan).toMatchObject({ code: 3, err: '' });
    expect(flat(plan.out)).toContain('For you to decide: - content/posts/new.md: Is this content/posts/old.md,');

    await blog.site.write('content/posts/new.md', post('Hello', 'Another text.', 'id: old\n'));
    const answered = await blog.run('publish');
    expect(answered).toMatchObject({ code: 0, err: '' });
    expect(answered.out).toContain(`Brought back: ${blog.origin}/posts/new\n`);
    expect(answered.out).toContain(`  edit     ${blog.origin}/posts/new\n`);
  });

  test('asks in a plan too, with the same exit, and shows what waits; also of a copy', async () => {
    const blog = await renamed();
    const isCopy = '- content/posts/other copy.md: The file is a copy of content/posts/other.md,';
    await blog.site.write('content/posts/other.md', post('Other', 'Something else.'));
    await blog.run('publish');
    await blog.site.write('content/posts/other copy.md', post('Other', 'Something else.'));
    for (const step of ['before', 'after']) {
      const plan = await blog.run('plan');
      expect([step, plan.code, plan.err]).toEqual([step, 3, '']);
      expect(flat(plan.out)).toContain(isCopy);
      const [waits = ''] = plan.out.split('\n\n');
      expect(waits).toMatch(/^Waits until you say which post it is:\n/);
      expect(waits).toContain('  new      Hello\n           content/posts/new.md');
      expect(waits).toContain('  new      Other\n           content/posts/other copy.md');
      expect((await blog.run('publish')).code).toBe(3);
    }
    const named = ['--announce', 'content/posts/other copy.md'];
    expect(flat((await blog.run('publish', '--dry-run', ...named)).out)).not.toContain(isCopy);
  });

  test('sends the new one with --announce, and deletes the old one with --confirm-removals', async () => {
    const blog = await renamed();
    expect(await blog.run('publish', '--dry-run', '--announce', 'new')).toMatchObject({ code: 0 });
    const announced = await blog.run('publish', '--announce', 'content/posts/new.md');
    expect(announced).toMatchObject({ code: 0, err: '' });
    expect(announced.out).toContain(`  new      ${blog.origin}/posts/new\n`);
    expect(await blog.run('publish')).toMatchObject({ code: 0, err: '' });

    const other = await renamed();
    const confirmed = await other.run('publish', '--confirm-removals');
    expect(confirmed).toMatchObject({ code: 0, err: '' });
    expect(confirmed.out).toContain('Sending 2 messages to 1 follower');
    expect(confirmed.out).toContain(`  new      ${other.origin}/posts/new\n`);
    expect(confirmed.out).toContain('  removal  content/posts/old.md\n');
  });
});
