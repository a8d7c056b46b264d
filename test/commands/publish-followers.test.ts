import { describe, expect, test, vi } from 'vitest';
import { followedServer, servedBlog } from './served-blog.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 120_000 });

const post = (title: string, front = ''): string => `---\ntitle: ${title}\n${front}---\n\nA text.\n`;
const delivers = 'The running server delivers it; start `postern serve` if it is not running.\n';

describe('postern publish, on a blog that is followed', () => {
  test('sends at once what waits, edits and removals, by the server that runs', async () => {
    const blog = await servedBlog({ 'content/posts/old.md': post('Old') });
    await followedServer(blog);
    await blog.site.write('content/posts/hello.md', post('Hello'));
    const first = await blog.run('publish');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain(
      `Sending 1 message to 1 follower on 1 server:\n  new      ${blog.origin}/posts/hello\n${delivers}`,
    );
    const [create] = await blog.arrived(1);
    expect(create?.activity).toMatchObject({ type: 'Create', object: { name: 'Hello' } });

    await blog.site.write('content/posts/hello.md', post('Hullo'));
    expect((await blog.run('publish')).out).toContain(`  edit     ${blog.origin}/posts/hello\n`);
    await blog.arrived(2);
    await blog.site.remove('content/posts/hello.md');
    const last = await blog.run('publish', '--confirm-removals');
    expect(last.out).toContain('  removal  content/posts/hello.md\n');
    const types = (await blog.arrived(3)).map(({ activity }) => activity.type);
    expect(types).toEqual(['Create', 'Update', 'Delete']);
    expect((await blog.run('publish')).out).toBe('Nothing had changed.\n');
    expect(await blog.arrived(3)).toHaveLength(3);
  });

  test('without a server keeps it for the next one', async () => {
    const blog = await servedBlog({});
    const server = await followedServer(blog);
    await server.stop();
    await blog.site.write('content/posts/hello.md', post('Hello'));
    expect((await blog.run('publish')).out).toContain('Sending 1 message to 1 follower on 1 server:');
    expect(blog.stranger.inbox).toHaveLength(1);
    await blog.start();
    const [create, ...more] = await blog.arrived(1);
    expect([create?.activity.type, more]).toEqual(['Create', []]);
  });

  test('sends what was to stay silent when it is named, by file, slug or address, and once', async () => {
    const blog = await servedBlog({
      ...{ 'content/posts/a.md': post('A'), 'content/posts/b.md': post('B'), 'content/posts/c.md': post('C') },
      'content/posts/local.md': post('Local', 'federate: false\n'),
    });
    await followedServer(blog);
    const sent = await blog.run('publish', '--announce', 'content/posts/a.md', 'b', `${blog.origin}/posts/c`);
    expect(sent).toMatchObject({ code: 0, err: '' });
    expect(sent.out).toContain('Sending 3 messages to 1 follower on 1 server:');
    const names = (await blog.arrived(3)).map(({ activity }) => (activity.object as { name: string }).name);
    expect(names.sort()).toEqual(['A', 'B', 'C']);
    expect(await blog.run('publish', '--announce', 'a', 'local')).toEqual({
      code: 3,
      out: '',
      err: ['a is not sent: it was sent before.', 'local is not sent: it says `federate: false`.\n'].join('\n'),
    });
    expect(await blog.run('publish', '--announce', 'nobody')).toMatchObject({
      code: 1,
      err: 'There is no published post "nobody". Name its file, slug or address.\n',
    });
  });

  test('says with --dry-run what it would send, and sends nothing', async () => {
    const blog = await servedBlog({});
    await followedServer(blog);
    await blog.site.write('content/posts/hello.md', post('Hello'));
    await vi.waitUntil(async () => (await fetch(`${blog.origin}/posts/hello`)).status === 200, { timeout: 20_000 });
    const { code, out } = await blog.run('publish', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('postern publish would send 1 message to 1 follower on 1 server.\n');
    expect(out).toMatch(/^ {2}new {6}Hello +\d{4}-\d\d-\d\d \d\d:\d\d\n {11}content\/posts\/hello\.md$/m);
    const plan = JSON.parse((await blog.run('publish', '--dry-run', '--json')).out);
    expect(plan).toMatchObject({
      entries: [{ path: 'content/posts/hello.md', followers: { state: 'sends', message: 'new', deliveries: 1 } }],
      sending: { messages: 1, followers: 1, servers: 1, deliveries: 1 },
    });
    expect(blog.stranger.inbox).toHaveLength(1);
    expect(JSON.parse((await blog.run('publish', '--json')).out)).toMatchObject({
      created: [],
      sent: { followers: 1 },
    });
    await blog.arrived(1);
  });

  test('says which new posts stay silent, and how they are sent', async () => {
    const blog = await servedBlog({ 'content/posts/old.md': post('Old') });
    expect((await blog.run('publish')).out).toBe(
      `Published: ${blog.origin}/posts/old\nWhat is there already (1) is sent to nobody; what is published from now on is.\n`,
    );
    await blog.site.write('content/posts/older.md', post('Older', 'date: 2020-01-01\n'));
    expect((await blog.run('publish')).out).toContain(
      'content/posts/older.md is sent to nobody: its date is more than seven days back. To send it all the same: postern publish --announce content/posts/older.md\n',
    );
    const { out } = await blog.run('publish', '--announce', 'older');
    expect(out).toBe(
      '1 message, to nobody: there are no followers yet. It counts as sent.\n  new      ' +
        `${blog.origin}/posts/older\n`,
    );
  });

  test('says of what was named why it is not sent, under the name it was given', async () => {
    const blog = await servedBlog({ 'content/posts/2026-11-20-hello.md': post('Hello', 'id: first\n') });
    const named = ['publish', '--announce', 'content/posts/2026-11-20-hello.md'];
    expect((await blog.run(...named)).out).toContain(`  new      ${blog.origin}/posts/hello\n`);
    expect((await blog.run(...named)).err).toBe('content/posts/2026-11-20-hello.md is not sent: it was sent before.\n');
    await blog.site.write('postern.yaml', `url: ${blog.origin}\n`);
    expect(await blog.run(...named)).toMatchObject({
      code: 3,
      err: expect.stringContaining('is not sent: there is no account in postern.yaml to send it.\n'),
    });
  });

  test('names with --dry-run what is hidden and would be deleted', async () => {
    const blog = await servedBlog({ 'content/posts/a.md': post('A'), 'content/posts/b.md': post('B') });
    await blog.run('publish');
    await blog.site.remove('content/posts/a.md');
    expect((await blog.run('publish')).out).not.toContain('Nothing had changed.');
    const again = await blog.run('publish');
    expect(again.out).not.toContain('Nothing had changed.');
    const { out } = await blog.run('publish', '--dry-run');
    expect(out).toMatch(/^1 post hidden, and still to be deleted:\n {2}content\/posts\/a\.md\n/m);
    expect(out).toContain('To delete it at once: postern publish --confirm-removals.');
  });

  test('says with --dry-run what a silent post would do that is named, also before it was published', async () => {
    const blog = await servedBlog({ 'content/posts/a.md': post('A') });
    await blog.run('publish');
    await blog.site.write('content/posts/older.md', post('Older', 'date: 2020-01-01\n'));
    expect(await blog.run('publish', '--dry-run')).toEqual({ code: 0, out: 'Nothing would be sent.\n', err: '' });
    const { code, out } = await blog.run('publish', '--dry-run', '--announce', 'older');
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}new {6}Older +when you publish$/m);
    expect(await blog.run('publish', '--dry-run', '--announce', 'nobody')).toMatchObject({ code: 1, out: '' });
    await blog.site.write('content/posts/older.md', post('Older', 'date: 2020-01-01\nfederate: false\n'));
    expect(await blog.run('publish', '--dry-run', '--announce', 'older')).toMatchObject({
      code: 3,
      err: 'older is not sent: it says `federate: false`.\n',
    });
  });

  test.each([
    [['--announce'], /Name the posts/],
    [['hello'], /add --announce/],
    [['--dry-run', '--confirm-removals'], /do not go together/],
  ])('refuses %s', async (words, said) => {
    const blog = await servedBlog({});
    const { code, err } = await blog.run('publish', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});
