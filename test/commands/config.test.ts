import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { makeSite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 60_000 });

async function blog(yaml: string): Promise<string> {
  const site = await makeSite({ 'postern.yaml': yaml });
  onTestFinished(site.dispose);
  return site.folder;
}

const yaml = `url: https://example.com/blog/
accounts:
  - { handle: james, fields: { Website: https://example.com } }
  - { handle: makkes, identityOf: "@makkes@hachyderm.io" }
publish: { quiet: 90m }
`;

describe('postern config', () => {
  test('prints what is in force, without passwords', async () => {
    const folder = await blog(yaml);
    const environment = { POSTERN_DATABASE: 'postgres://u:secret@db/blog?sslpassword=secret', POSTERN_ROLE: 'web' };
    const { code, out, err } = await typed(['config'], { folder, environment });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toContain('secret');
    expect(parse(out)).toMatchObject({
      url: 'https://example.com/blog',
      title: 'example.com',
      accounts: [{ handle: '@james@example.com', fields: { Website: 'https://example.com' } }],
      pointers: [{ handle: '@makkes@example.com', identityOf: '@makkes@hachyderm.io' }],
      publish: { auto: true, settle: '1m', quiet: '90m', removal: '1d' },
      environment: { role: 'web', database: 'postgres://u:***@db/blog?sslpassword=***' },
    });
    const json = await typed(['config', '--json'], { folder, environment });
    expect(JSON.parse(json.out)).toEqual(parse(out));
  });

  test('prints nothing but the problems of one that cannot be used', async () => {
    const folder = await blog('title: x\nurl: x\n');
    expect(await typed(['config'], { folder })).toEqual({
      code: 1,
      out: '',
      err: 'postern.yaml:2  error  The url "x" is not a whole address. Write a whole address such as https://blog.example.com.\n',
    });
  });

  test('check finds errors, and tells warnings', async () => {
    expect(await typed(['config', 'check'], { folder: await blog(yaml) })).toEqual({
      code: 0,
      out: 'The configuration is in order.\n',
      err: '',
    });
    const warned = await typed(['config', 'check'], { folder: await blog('url: http://example.com\n') });
    expect(warned).toMatchObject({ code: 0, out: '1 warning.\n' });
    const wrong = await typed(['config', 'check', '--json'], { folder: await blog('url: x\nquotes: all\n') });
    expect(wrong.code).toBe(3);
    expect(JSON.parse(wrong.out)).toMatchObject([
      { path: 'postern.yaml', line: 1, severity: 'error' },
      { path: 'postern.yaml', line: 2, severity: 'error' },
    ]);
  });

  test('schema is JSON Schema that knows every key of the documentation', async () => {
    const { code, out } = await typed(['config', 'schema']);
    expect(code).toBe(0);
    const schema = JSON.parse(out);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: ['url'],
      additionalProperties: false,
      properties: {
        timezone: { type: 'string', examples: ['Europe/Berlin'] },
        quotes: { enum: ['everyone', 'followers', 'nobody'] },
      },
    });
  });
});
