import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { configOf, problemsOf, siteWith, url } from '../support/config.ts';

/** What is set → what is said about it. */
const settings: [environment: Record<string, string>, said: string][] = [
  [{ POSTERN_PORT: 'abc' }, 'POSTERN_PORT is "abc". Set it to a number from 1 to 65535 (or 0 for any free port).'],
  [{ POSTERN_PORT: '70000' }, 'POSTERN_PORT is "70000". Set it to a number from 1 to 65535 (or 0 for any free port).'],
  [
    { POSTERN_HOST: 'http://x' },
    'POSTERN_HOST is "http://x", which is no address to listen on. Set it to localhost, 0.0.0.0 (every address of this machine) or one address of it.',
  ],
  [
    { POSTERN_DATABASE: 'mysql://u:secret@h/d' },
    'POSTERN_DATABASE begins with mysql://, which is no database that Postern can use. Set it to a path (SQLite) or to postgres://user:password@host/name.',
  ],
  [{ POSTERN_ROLE: 'wep' }, 'POSTERN_ROLE is "wep". Did you mean web?'],
  [{ POSTERN_LOG: 'yaml' }, 'POSTERN_LOG is "yaml". Set it to pretty or json.'],
  [{ POSTERN_LOG_LEVEL: 'warning' }, 'POSTERN_LOG_LEVEL is "warning". Did you mean warn?'],
  [
    { POSTERN_TRUST_PROXY: '10.0.0.0/40' },
    'POSTERN_TRUST_PROXY names "10.0.0.0/40", which is no address. Set it to true, false, or the addresses of your proxies such as 10.0.0.1 or 10.0.0.0/8, loopback, uniquelocal.',
  ],
  [
    { POSTERN_ALLOW_PRIVATE_ADDRESSES: '127.0.0.1' },
    'POSTERN_ALLOW_PRIVATE_ADDRESSES names "127.0.0.1", which is no host with a port. Set it to loopback, or to a list such as 127.0.0.1:3001, otherhost:8080.',
  ],
  [
    { POSTERN_URL: 'blog.example.org' },
    'POSTERN_URL cannot be used. The url "blog.example.org" is not a whole address. Write https://blog.example.org.',
  ],
  [
    { POSTERN_WEBHOOK: 'ntfy.lan' },
    'POSTERN_WEBHOOK is no address that can be posted to. Set it to a whole address such as https://ntfy.example.com/blog.',
  ],
  [
    { POSTERN_WEBHOOK: 'https://me:secret@ntfy.lan/' },
    'POSTERN_WEBHOOK carries a user name or a password. Set it to a whole address such as https://ntfy.example.com/blog.',
  ],
  [
    { POSTERN_PORT_FILE: '/nowhere/port' },
    'POSTERN_PORT_FILE names /nowhere/port, which is not there. Mend the path or the rights of that file.',
  ],
  [
    { POSTERN_PORT: '1', POSTERN_PORT_FILE: '/x' },
    'POSTERN_PORT and POSTERN_PORT_FILE are both set. Unset one of them.',
  ],
];

describe('the environment', () => {
  test.each(settings)('%j is a mistake', async (environment, said) => {
    expect(await problemsOf(url, environment)).toEqual([`environment  error  ${said}`]);
  });

  test('names the variable that an unknown one was meant to be, and goes on', async () => {
    expect(await problemsOf(url, { POSTERN_DATABSE: 'x' })).toEqual([
      'environment  warning  POSTERN_DATABSE is not a variable that Postern knows. Did you mean POSTERN_DATABASE?',
    ]);
  });

  test('says where the blog runs', async () => {
    const { site, place } = await configOf(url, {
      POSTERN_HOST: '::',
      POSTERN_PORT: '8080',
      POSTERN_DATABASE: 'db/blog.sqlite',
      POSTERN_ROLE: 'web',
      POSTERN_TRUST_PROXY: 'loopback, 10.0.0.0/8',
      POSTERN_ALLOW_PRIVATE_ADDRESSES: '127.0.0.1:3001,[::1]:3002',
      POSTERN_WEBHOOK: 'http://ntfy.lan/blog',
      POSTERN_LOG: 'json',
      POSTERN_LOG_LEVEL: 'debug',
    });
    expect(place).toEqual({
      host: '::',
      port: 8080,
      database: join(site.folder, 'db/blog.sqlite'),
      role: 'web',
      trustProxy: ['loopback', '10.0.0.0/8'],
      allowPrivateAddresses: ['127.0.0.1:3001', '[::1]:3002'],
      webhook: new URL('http://ntfy.lan/blog'),
      log: 'json',
      logLevel: 'debug',
    });
  });

  test('lets POSTERN_URL win over the file, and stand in for it', async () => {
    const environment = { POSTERN_URL: 'https://other.example/b/' };
    expect((await configOf(url, environment)).site).toMatchObject({ origin: 'https://other.example', base: '/b' });
    expect((await configOf('title: x', environment)).site.origin).toBe('https://other.example');
  });

  test('takes a secret from a file, without the line end', async () => {
    const site = await siteWith(url);
    await site.write('secret', 'postgres://u:p@db/blog\n');
    const { config } = await readConfig(site.folder, { POSTERN_DATABASE_FILE: join(site.folder, 'secret') });
    expect(config?.place.database).toBe('postgres://u:p@db/blog');
  });

  test('takes an empty variable for one that is not set', async () => {
    expect((await configOf(url, { POSTERN_DATABASE: '', POSTERN_PORT: '' })).place.port).toBe(3000);
  });

  test('is not confused by what Kubernetes sets for a service called postern', async () => {
    const { place } = await configOf(url, {
      POSTERN_PORT: 'tcp://10.96.0.7:3000',
      POSTERN_SERVICE_HOST: '10.96.0.7',
      POSTERN_SERVICE_PORT: '3000',
      POSTERN_PORT_3000_TCP_ADDR: '10.96.0.7',
    });
    expect(place.port).toBe(3000);
  });
});
