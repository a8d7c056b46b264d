import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { publish } from '../../src/commands/publish.ts';
import { scriptedCall } from '../support/call.ts';
import { serve } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 60_000 });

const post = (title: string): string => `---\ntitle: ${title}\n---\n`;

async function blog(): Promise<TemporarySite> {
  const site = await makeSite({ 'content/posts/one.md': post('One'), 'content/posts/two.md': post('Two') });
  onTestFinished(site.dispose);
  return site;
}

describe('postern publish', () => {
  test('says what it did, and the second time that there was nothing to do', async () => {
    const { folder } = await blog();
    expect(await typed(['publish'], { folder })).toEqual({
      code: 0,
      out: 'Published: http://localhost:3000/posts/one\nPublished: http://localhost:3000/posts/two\nWhat is there already (2) is sent to nobody; what is published from now on is.\n',
      err: '',
    });
    expect((await typed(['publish'], { folder })).out).toBe('Nothing had changed.\n');
  });

  test('exits with 3 when a file is broken, and publishes the others', async () => {
    const site = await blog();
    await site.write('content/posts/one.md', '---\ntitle: One\ndate: soon\n---\n');
    const { code, out, err } = await typed(['publish', '--site', site.folder]);
    expect({ code, out }).toEqual({
      code: 3,
      out: 'Published: http://localhost:3000/posts/two\nWhat is there already (1) is sent to nobody; what is published from now on is.\n',
    });
    expect(err).toMatch(/^content\/posts\/one\.md:3 {2}error {2}"soon" is no date\. .*\n$/);
  });

  test('deletes what has gone only when that is confirmed', async () => {
    const site = await blog();
    await typed(['publish'], { folder: site.folder });
    await site.remove('content/posts/one.md');
    const hidden = await typed(['publish'], { folder: site.folder });
    expect(hidden.out).toContain('Hidden: content/posts/one.md\n1 post hidden, and still to be deleted:\n');
    expect(hidden.out).toContain('--confirm-removals does it now.');
    const gone = await typed(['publish', '--confirm-removals'], { folder: site.folder });
    expect(gone).toEqual({ code: 0, out: 'Deleted: content/posts/one.md\n', err: '' });
  });

  test('asks on a terminal, and takes no answer for no', async () => {
    const site = await blog();
    await typed(['publish'], { folder: site.folder });
    await site.remove('content/posts/one.md');
    const no = scriptedCall({ flags: { site: site.folder }, answers: [''] });
    expect(await publish.run(no.call)).toBe(0);
    expect(no.said.out.join()).not.toContain('Deleted');
    const yes = scriptedCall({ flags: { site: site.folder }, answers: ['yes'] });
    expect(await publish.run(yes.call)).toBe(0);
    expect(yes.said.out).toContain('Deleted: content/posts/one.md');
    expect(yes.said.out.join()).not.toContain('Nothing had changed');
  });

  test('never takes an emptied folder for a wish', async () => {
    const site = await blog();
    await typed(['publish'], { folder: site.folder });
    await site.remove('content');
    const { code, err } = await typed(['publish'], { folder: site.folder });
    expect(code).toBe(3);
    expect(err).toContain('Everything that was published stays up.');
  });

  test('works beside a server, which shows the change', async () => {
    const site = await blog();
    const server = await serve(['--site', site.folder]);
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    await site.remove('content/posts/one.md');
    expect((await typed(['publish', '--confirm-removals'], { folder: site.folder })).code).toBe(0);
    await vi.waitUntil(async () => (await fetch(`${server.url}/posts/one`)).status === 410, { timeout: 30_000 });
  });

  test('gives scripts JSON', async () => {
    const { folder } = await blog();
    const { out } = await typed(['publish', '--json'], { folder });
    expect(JSON.parse(out)).toMatchObject({
      created: [{ permalink: '/posts/one' }, { permalink: '/posts/two' }],
      problems: [],
    });
  });
});
