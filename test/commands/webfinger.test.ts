import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeSite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 60_000 });

async function blog(accounts: string): Promise<string> {
  const site = await makeSite({ 'postern.yaml': `url: https://blog.example.com\naccounts: ${accounts}\n` });
  onTestFinished(site.dispose);
  return site.folder;
}

describe('postern webfinger export', () => {
  test('prints the list for Caddy, and how to use it', async () => {
    const folder = await blog('[{ handle: james@example.com }]');
    const { code, out, err } = await typed(['webfinger', 'export', '--caddy'], { folder });
    expect(code).toBe(0);
    expect(out).toContain('handle /.well-known/webfinger {');
    expect(out).toContain('"subject":"acct:james@example.com"');
    expect(err).toContain('import postern-webfinger.caddy');
  });

  test('writes files where it is told to', async () => {
    const folder = await blog('[{ handle: james@example.com }]');
    const { code, out } = await typed(['webfinger', 'export', '--static', '--output', 'web'], { folder });
    expect({ code, out }).toEqual({ code: 0, out: 'web/.well-known/webfinger\nweb/_headers\n' });
    const jrd = JSON.parse(await readFile(join(folder, 'web/.well-known/webfinger'), 'utf8'));
    expect(jrd).toMatchObject({ subject: 'acct:james@example.com' });
  });

  test('fails where there is nothing to export', async () => {
    const { code, out, err } = await typed(['webfinger', 'export', '--nginx'], { folder: await blog('[]') });
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'There is no account to export.\n' });
  });
});
