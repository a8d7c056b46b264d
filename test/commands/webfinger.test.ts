import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { postern } from '../support/postern.ts';
import { makeSite } from '../support/site.ts';

// Each starts processes of its own, which a busy machine does slowly.
vi.setConfig({ testTimeout: 60_000 });

async function blog(accounts: string): Promise<string> {
  const site = await makeSite({ 'postern.yaml': `url: https://blog.example.com\naccounts: ${accounts}\n` });
  onTestFinished(site.dispose);
  return site.folder;
}

describe('postern webfinger export', () => {
  test('prints the list for Caddy, and how to use it', async () => {
    const folder = await blog('[{ handle: james@example.com }]');
    const { code, out, err } = await postern(['webfinger', 'export', '--caddy'], { folder });
    expect(code).toBe(0);
    expect(out).toContain('handle /.well-known/webfinger {');
    expect(out).toContain('"subject":"acct:james@example.com"');
    expect(err).toContain('import postern-webfinger.caddy');
  });

  test('writes files where it is told to', async () => {
    const folder = await blog('[{ handle: james@example.com }]');
    const { code, out } = await postern(['webfinger', 'export', '--static', '--output', 'web'], { folder });
    expect({ code, out }).toEqual({ code: 0, out: 'web/.well-known/webfinger\nweb/_headers\n' });
    const jrd = JSON.parse(await readFile(join(folder, 'web/.well-known/webfinger'), 'utf8'));
    expect(jrd).toMatchObject({ subject: 'acct:james@example.com' });
  });

  test('fails where there is nothing to export', async () => {
    const { code, out, err } = await postern(['webfinger', 'export', '--nginx'], { folder: await blog('[]') });
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'There is no account to export.\n' });
  });
});
