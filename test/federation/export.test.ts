import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Site } from '../../src/config.ts';
import { exportWebfinger, type Format } from '../../src/federation/webfinger/export.ts';
import { accountJrd, type Jrd } from '../../src/federation/webfinger/jrd.ts';
import { makeTable, type Table } from '../../src/federation/webfinger/table.ts';
import { until } from '../support/until.ts';
import { avatar, blogSite, james } from './sample.ts';

const pointerJrd: Jrd = {
  subject: 'acct:makkes@hachyderm.io',
  // No address has these; whoever answers might.
  aliases: ['https://hachyderm.io/@makkes', 'a "quote", a \\ and a\nline'],
  links: [
    { rel: 'self', type: 'application/activity+json', href: "https://hachyderm.io/users/makkes?a=$host&b='%27`" },
    { rel: 'http://ostatus.org/schema/1.0/subscribe', template: 'https://hachyderm.io/authorize?uri={uri}' },
  ],
};
const host = 'xn--bcher-kva.example';
const site: Site = {
  ...blogSite,
  accounts: [
    { ...james, host: 'example.com' },
    { ...james, id: 'm', user: 'mary.b-c', host, avatar: null },
  ],
  pointers: [
    { user: 'makkes', host: 'example.com', identityOf: 'makkes@hachyderm.io' },
    { user: 'later', host: 'example.com', identityOf: 'later@slow.example' },
  ],
};
const tableOf = (of: Site): Table =>
  makeTable(of, {
    account: (account) => accountJrd(of, account, () => avatar),
    pointer: ({ user }) => (user === 'makkes' ? pointerJrd : null),
  });
const jamesJrd = accountJrd(site, site.accounts[0] ?? james, () => avatar);
const path = '/.well-known/webfinger';

const servers: Record<'nginx' | 'caddy', (folder: string, port: number, format: Format) => Promise<string[]>> = {
  async nginx(folder, port) {
    await writeExport(folder, 'nginx');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n');
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off; ${temporary}
  include ${folder}/postern-webfinger-map.conf;
  server { listen 127.0.0.1:${port}; root ${folder}/root; include ${folder}/postern-webfinger-location.conf; }
}
`,
    );
    return ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
  },
  async caddy(folder, port) {
    await writeExport(folder, 'caddy');
    await writeFile(
      join(folder, 'Caddyfile'),
      `{
  admin off
  auto_https off
  storage file_system ${folder}/storage
}
http://127.0.0.1:${port} {
  root * ${folder}/root
  import ${folder}/postern-webfinger.caddy
  file_server
}
`,
    );
    return ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')];
  },
};

async function writeExport(folder: string, format: Format): Promise<void> {
  for (const { name, text } of exportWebfinger(tableOf(site), format).files) await writeFile(join(folder, name), text);
}

function isInstalled(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const installed = { nginx: isInstalled('nginx', '-v'), caddy: isInstalled('caddy', 'version') };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

for (const program of ['nginx', 'caddy'] as const) {
  const reason = installed[program] ? '' : ` (skipped: ${program} is not installed)`;
  describe.skipIf(!installed[program])(`a real ${program} with what was exported${reason}`, () => {
    let folder: string;
    let child: ChildProcess;
    let origin: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'postern-export-'));
      await chmod(folder, 0o755);
      await mkdir(join(folder, 'root/.well-known'), { recursive: true });
      // A file that must never be served, whatever is asked.
      await writeFile(join(folder, 'root/.well-known/webfinger'), 'a file');
      const port = await freePort();
      const environment = {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
      };
      child = spawn(program, await servers[program](folder, port, program), { env: environment, stdio: 'ignore' });
      origin = `http://127.0.0.1:${port}`;
      await until(() =>
        fetch(origin).then(
          () => true,
          () => child.exitCode !== null,
        ),
      );
      expect(child.exitCode).toBeNull();
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
      await rm(folder, { recursive: true, force: true });
    });

    const ask = (query: string, method = 'GET') => fetch(`${origin}${path}${query}`, { method, redirect: 'manual' });

    it.each([
      'acct:james@example.com',
      'acct%3Ajames%40example.com',
      'acct%3ajames%40example%2ecom',
      'ACCT:james@Example.COM',
      'acct:james@blog.example.com',
      'https://blog.example.com/@james',
      'https%3A%2F%2Fblog.example.com%2F%40james',
      'https://blog.example.com/ap/actors/james',
      'acct:james@example.com&rel=self',
    ])('answers %s', async (resource) => {
      const response = await ask(`?resource=${resource}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/jrd+json');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.json()).toEqual(jamesJrd);
    });

    it('answers with rel before resource, by HEAD, and in another script', async () => {
      expect((await ask('?rel=self&resource=acct:james@example.com')).status).toBe(200);
      expect((await ask('?resource=acct:james@example.com', 'HEAD')).status).toBe(200);
      for (const form of [host, 'b%C3%BCcher.example', 'b%c3%bccher.example']) {
        expect((await ask(`?resource=acct:mary.b-c@${form}`)).status).toBe(200);
      }
    });

    it('answers a pointer with every character as it was, and nothing put in for what looks like a variable', async () => {
      expect(await (await ask('?resource=acct:makkes@example.com')).json()).toEqual(pointerJrd);
    });

    it.each([
      'acct:nobody@example.com',
      'acct:James@example.com',
      'acct:james@examplexcom',
      'acct:james@example.com.',
      'acct:xjames@example.com',
      'acct:james@example.com%20',
      'acct:maryxb-c@xn--bcher-kva.example',
      'acct:later@example.com',
      'acct:james@example.com:443',
      'https://blog.example.com/',
      'file:///etc/passwd',
      'acct:..%2f..%2fetc%2fpasswd',
    ])('answers 404 for %s, the same bytes for all', async (resource) => {
      const response = await ask(`?resource=${resource}`);
      expect(response.status).toBe(404);
      const known = await (await ask('?resource=acct:someone@else.example')).text();
      expect(await response.text()).toBe(known);
      expect(known).not.toContain('a file');
    });

    it.each([
      '',
      '?resource=',
      '?resource',
      '?rel=self',
      '?resource=james@example.com',
      '?resource=acct:james@example.com&resource=acct:james@example.com',
      '?xresource=acct:james@example.com',
    ])('answers 400 for %j', async (query) => {
      expect((await ask(query)).status).toBe(400);
    });

    it('gives the file of that name to no spelling of the path, and redirects none', async () => {
      for (const target of ['', '/', '/.', '/%2e', '/x/..', '%20', '%00', ';x', '.']) {
        const [status, location, text] = await new Promise<[number, string, string]>((resolve, reject) => {
          const asked = request(origin, { path: `${path}${target}` }, async (response) => {
            const pieces = await response.toArray();
            resolve([response.statusCode ?? 0, response.headers.location ?? '', pieces.join('')]);
          });
          asked.on('error', reject).end();
        });
        expect([target, status >= 400, location, text.includes('a file')]).toEqual([target, true, '', false]);
      }
    });

    it('answers 405 for POST, and says what is allowed', async () => {
      const response = await ask('?resource=acct:james@example.com', 'POST');
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    });
  });
}

describe('what is exported', () => {
  it('leaves out an account whose server has not answered yet, and says so', () => {
    const { files, notes } = exportWebfinger(tableOf(site), 'nginx');
    expect(files.map(({ text }) => text).join()).not.toContain('later');
    expect(notes[0]).toContain('@later@example.com is left out');
  });

  it.each(['nginx', 'caddy'] as const)('looks for no file in %s', (format) => {
    for (const { text } of exportWebfinger(tableOf(site), format).files) {
      expect(text).not.toMatch(/try_files|\broot\b|\balias\b|file_server|\brewrite\b|\bredir\b/);
    }
  });

  it('for a static host is one file for one account, with its limits', () => {
    const one = tableOf({ ...site, accounts: site.accounts.slice(0, 1), pointers: [] });
    const { files, notes } = exportWebfinger(one, 'static');
    expect(files.map(({ name }) => name)).toEqual(['.well-known/webfinger', '_headers']);
    expect(JSON.parse(files[0]?.text ?? '')).toEqual(jamesJrd);
    expect(files[1]?.text).toContain('Content-Type: application/jrd+json');
    expect(notes.join(' ')).toContain('cannot read a query');
  });

  it('for a static host is nothing when there are several accounts, and says what to do instead', () => {
    const { files, notes } = exportWebfinger(tableOf(site), 'static');
    expect(files).toEqual([]);
    expect(notes.at(-1)).toContain('Redirect /.well-known/webfinger to the blog');
  });

  it('is nothing for a blog without accounts', () => {
    const none = exportWebfinger(tableOf({ ...site, accounts: [], pointers: [] }), 'nginx');
    expect(none).toEqual({ files: [], notes: ['There is no account to export.'] });
  });
});
