import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { block } from '../../src/commands/block.ts';
import { person } from '../federation/followers/people.ts';
import { scriptedCall } from '../support/call.ts';
import { followedBlog } from './following.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 90_000 });

const ada = person('ada@example.social');
const bob = person('bob@sub.example.social');
const cat = person('cat@example.org');
const header = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n';

describe('a list of servers', () => {
  test('is blocked after the followers whom that loses were named and agreed to', async () => {
    const { run, waiting, site } = await followedBlog([
      ['james', ada, 'accepted'],
      ['mary', bob, 'pending'],
      ['james', cat, 'accepted'],
    ]);
    const file = join(site.folder, 'list.csv');
    const lines = [
      '*.Example.Social,suspend,true,true,"Spam, much",false',
      'loud.example,silence',
      'sub.example.social',
    ];
    await writeFile(file, `\ufeff${header}${[...lines, 'ex*mple.org,suspend', 'example.com', ''].join('\r\n')}`);
    const others = [
      '  1 line: covered by the block of a domain above.',
      '  1 line: only silenced there, and not blocked here; --silenced blocks these too.',
      '  example.com: not blocked, since the blog or an account of yours lives there.',
    ];
    const unread = 'line 5: ex*mple.org: a part of its name is hidden, so it cannot be known.\n';

    const dry = await run('block', 'import', file, '--dry-run');
    expect(dry).toMatchObject({ code: 3, err: unread });
    expect(dry.out.trimEnd().split('\n')).toEqual([
      ...['Would block: 1 domain, and everything below.', '  example.social', ...others],
      'Would show out: @bob@sub.example.social, who follows mary',
      'Would show out: @ada@example.social, who follows james',
    ]);
    expect(await run('block', 'import', file)).toEqual({
      ...{ code: 1, out: '' },
      err: 'This would show out 2 followers on 2 servers. Look with --dry-run, and say so with --yes. Nothing was done.\n',
    });
    expect([await waiting(), (await run('block')).out]).toEqual([[], 'Nothing is blocked.\n']);

    const done = await run('block', 'import', file, '--yes');
    expect(done).toMatchObject({ code: 3, err: unread });
    expect(done.out.trimEnd().split('\n')).toEqual([
      ...['Blocked: 1 domain, and everything below.', ...others],
      'Shown out: @bob@sub.example.social, who followed mary',
      'Shown out: @ada@example.social, who followed james',
      'Shown out: 2 followers. The running server tells them; one that is started later does so then.',
    ]);
    expect(await waiting()).toEqual([`james Reject ${ada.uri} ${ada.inbox}`, `mary Reject ${bob.uri} ${bob.inbox}`]);
    expect((await run('block')).out).toMatch(/ {2}example\.social {2}Spam, much\n$/);

    // Nobody is lost by the rest, so nobody is asked.
    const again = await run('block', 'import', file, '--silenced');
    expect(again.out).toContain('Blocked: 1 domain, and everything below.\n  1 line: blocked already.\n');
    expect((await run('followers')).out).toContain('@cat@example.org');
  });

  test('loses no follower when the answer is no, which is also the answer to saying nothing', async () => {
    const crowd = Array.from({ length: 22 }, (_, index) => person(`p${index}@example.social`));
    const { run, site } = await followedBlog(crowd.map((one) => ['james', one, 'accepted']));
    const file = join(site.folder, 'list.csv');
    await writeFile(file, 'example.social\n');
    for (const answer of ['', 'no']) {
      const { call, said, asked } = scriptedCall({
        ...{ words: ['import', file], flags: { site: site.folder }, answers: [answer] },
      });
      expect([await block.run(call), asked]).toEqual([0, ['Show out 22 followers on 1 server? yes or']]);
      expect(said.out).toHaveLength(22);
      expect(said.out.slice(-2)).toEqual(['And 2 others.', 'Nothing was done.']);
    }
    expect((await run('followers')).out).toContain('22 followers.');
    const { call, said } = scriptedCall({
      ...{ words: ['import', file], flags: { site: site.folder }, answers: ['yes'] },
    });
    expect(await block.run(call)).toBe(0);
    expect(said.out.at(-1)).toContain('Shown out: 22 followers.');
    expect((await run('followers')).out).toContain('Nobody follows');
  });

  test('is compared with what is blocked, and given to others', async () => {
    const { run, site } = await followedBlog([]);
    const file = join(site.folder, 'list.txt');
    await run('block', 'mine.example', '--why', 'Rude, often');
    await run('block', cat.uri);
    await writeFile(file, '# A list\nbad.example\nmine.example,silence\n');
    expect(await run('block', 'diff', file)).toMatchObject({
      ...{ code: 3, err: '' },
      out: '+ bad.example\n~ mine.example\n1 domain to be added by import (+), 1 domain blocked here and milder there (~).\n',
    });
    await writeFile(file, 'mine.example\n');
    expect(await run('block', 'diff', file)).toMatchObject({ code: 0, out: 'The list and the blocks here agree.\n' });

    const exported = await run('block', 'export');
    expect(exported).toEqual({
      ...{ code: 0, out: `${header}mine.example,suspend,true,true,"Rude, often",false\n` },
      err: 'Not in it: 1 block of single people, which such a list cannot say.\n',
    });
    expect((await run('block', 'export', '--output', file)).out).toContain('list.txt: 1 domain.\n');
    expect((await run('block', 'diff', file)).code).toBe(0);

    const nowhere = join(site.folder, 'nowhere', 'list.txt');
    for (const [output, said] of [
      [nowhere, `${nowhere} cannot be written: the folder that it would be in is not there.\n`],
      [site.folder, `${site.folder} is a folder. Name a file in it.\n`],
    ] as const)
      for (const command of ['block', 'followers'])
        expect(await run(command, 'export', '--output', output)).toEqual({ code: 1, out: '', err: said });
  });

  test('of twenty thousand lines is blocked at once, and told to scripts whole', async () => {
    const { run, site } = await followedBlog([['james', ada, 'accepted']]);
    const file = join(site.folder, 'list.csv');
    const domains = Array.from({ length: 20_000 }, (_, index) => `bad${index}.example,suspend,true,true,Spam,false`);
    await writeFile(file, `${header}${domains.join('\n')}\nexample.social,suspend\nbad7.example\nx*.example\n`);
    expect(await run('block', 'import', file, '--json')).toMatchObject({ code: 1, out: '' });
    const done = await run('block', 'import', file, '--json', '--yes');
    expect(done).toMatchObject({ code: 3, err: '' });
    const told = JSON.parse(done.out);
    expect(told.added).toHaveLength(20_001);
    expect(told.added[0]).toEqual({ domain: 'bad0.example', severity: 'suspend', why: 'Spam', line: 2 });
    expect(told).toMatchObject({
      ...{ dryRun: false, known: [], covered: [], own: [], silenced: [], noop: [], repeated: 1 },
      unread: [{ line: 20_004, text: 'x*.example', why: 'obfuscated' }],
      followers: [{ uri: ada.uri, handle: 'ada@example.social', account: 'james' }],
    });
    const same = JSON.parse((await run('block', 'diff', file, '--json')).out);
    expect(same).toMatchObject({ missing: [], extra: [], stricter: [] });
  });

  test('that is no list is refused', async () => {
    const { run, site } = await followedBlog([]);
    const file = join(site.folder, 'list.csv');
    for (const [bytes, said] of [
      ['', 'list.csv names no domain. It should be a list as Mastodon exports it, or one domain a line.'],
      ['Dear reader,\n\nhello\n', 'line 1: Dear reader: this is no domain.\nline 3: hello: this is no domain.\n'],
      [Buffer.from('\ufeffbad.example\n', 'utf16le'), 'list.csv is not UTF-8 text. Save it as UTF-8.'],
    ] as const) {
      await writeFile(file, bytes);
      const answer = await run('block', 'import', file);
      expect(answer).toMatchObject({ code: 1, out: '' });
      expect(answer.err).toContain(said);
    }
  });
});
