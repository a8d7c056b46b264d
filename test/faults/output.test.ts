import { afterEach, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type Launched, launch } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { until } from '../support/until.ts';

let site: TemporarySite;
let server: Launched;
afterEach(async () => {
  await server.stop('SIGKILL');
  await site.dispose();
});

/** A post with a mistake in it, so that something is said at each change. */
const wrong = (n: number): string => `---\ntitle: Wrong ${n}\ndate: never\n---\n\nx\n`;

it.each([
  ['a full disk', 0, 'exec "$@" >/dev/full 2>/dev/full'],
  ['a reader who is gone', 0, 'exec "$@" > >(true) 2>&1'],
  ['a reader who does not read', 500, 'exec "$@" > >(exec sleep 20 >/dev/null 2>&1) 2>&1'],
  ['nothing, since it was closed', 0, 'exec "$@" >&- 2>&-'],
])(
  'what is said goes to %s: the blog is served all the same',
  async (_name, problems, script) => {
    const port = await freePort();
    site = await makeSite({ 'content/posts/a.md': '---\ntitle: A\n---\nx\n', 'content/posts/b.md': wrong(0) });
    const environment = { POSTERN_PORT: String(port), POSTERN_HOST: '127.0.0.1' };
    // More than a pipe holds.
    for (let n = 0; n < problems; n += 1) await site.write(`content/posts/wrong-${n}.md`, wrong(n));
    server = launch(['--site', site.folder], { environment, within: ['bash', '-c', script, 'bash'] });
    const status = (path: string) =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        ({ status }) => status,
        () => 0,
      );
    await until(async () => (await status('/readyz')) === 200, 30_000);
    for (let n = 1; n <= 2; n += 1) {
      await site.write('content/posts/b.md', wrong(n));
      await site.write(`content/posts/c${n}.md`, '---\ntitle: C\n---\nx\n');
      await until(async () => (await status(`/posts/c${n}`)) === 200, 20_000);
    }
    expect(await status('/posts/a')).toBe(200);
    expect(await server.stop()).toBe(0);
  },
  60_000,
);
