import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postern, type Server, serve } from '../../support/postern.ts';
import { makeSite, type TemporarySite } from '../../support/site.ts';
import { themesExample } from '../../support/themes-example.ts';

const run = promisify(execFile);
const tsc = 'node_modules/typescript/bin/tsc';
const post = '---\ntitle: Frost & ice\ndate: 2026-01-02\ntags: [cold]\n---\n# A\n\nCold.\n';

let site: TemporarySite;
let server: Server;
const page = async (path: string): Promise<string> => (await fetch(server.url + path)).text();

beforeAll(async () => {
  const example = themesExample();
  const broken = `export default defineTheme({
  meta() {
    throw new Error('Nothing here');
  },
  hedder: () => null,`;
  site = await makeSite({
    ...example,
    'content/posts/frost.md': post,
    'theme/theme.ts': example['theme/theme.ts']?.replace('export default defineTheme({', broken) ?? '',
    'theme/tokens.css': `${example['theme/tokens.css']}:root { --acent: white; }\n`,
  });
  server = await serve([], { folder: site.folder });
});

afterAll(async () => {
  await server?.stop();
  await site?.dispose();
});

describe('a site with a theme of its own', () => {
  it('has its parts in place of the default’s, with what they hold escaped', async () => {
    const home = await page('/');
    expect(home).toContain('<p class="colophon">Notes: CC BY-SA 4.0</p>');
    expect(home).toContain('<li class="h-entry"><a class="u-url p-name" href="/posts/frost">Frost &amp; ice</a></li>');
    expect(home).toContain('<footer class="site-footer">');
  });

  it('has its tokens and its CSS in the one stylesheet, behind the default’s', async () => {
    const [, path = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(await page('/')) ?? [];
    const css = await page(path);
    expect(css).toContain(
      '@media screen and (not (prefers-contrast:more)){:root{--accent:light-dark(#7a1f5c, #e79ac9)}}',
    );
    expect(css.indexOf('.colophon {')).toBeGreaterThan(css.indexOf('--titles:var(--sans)'));
    expect(css).not.toContain('acent');
  });

  it('shows the default’s part where its own fails, and tells of that once, with the line', async () => {
    for (let time = 0; time < 2; time += 1) {
      const text = await page(time === 0 ? '/posts/frost' : '/posts/frost?again');
      expect(text).toContain('<p class="meta">');
      expect(text).toContain('class="colophon"');
    }
    await server.says(/theme\/theme\.ts:\d+ {2}meta failed: Nothing here\. The default stands in for it\./);
    expect(server.said.err.match(/meta failed/g)).toHaveLength(1);
  });

  it('is told of a name that means nothing, in either file', () => {
    expect(server.said.err).toMatch(
      /theme\/theme\.ts:8 {2}No page and no part is called hedder\. Did you mean header\?/,
    );
    expect(server.said.err).toMatch(/theme\/tokens\.css:6 {2}There is no token --acent\. Did you mean --accent\?/);
  });

  it('serves nothing of its folder, and no script', async () => {
    for (const path of ['/theme/theme.ts', '/theme/tokens.css', '/theme/postern.d.ts', '/_dev/reload.js'])
      expect((await fetch(server.url + path)).status).toBe(404);
    expect(await page('/')).not.toMatch(/<script(?! type="application\/ld\+json")/);
  });
});

it('types of the views, in a folder that is no package: the worked example fits them, a wrong one does not', async () => {
  const typed = await makeSite({ ...themesExample(), 'theme/wrong.txt': '' });
  try {
    expect((await postern(['theme', 'types'], { folder: typed.folder })).out).toBe(
      'Wrote theme/postern.d.ts\nWrote theme/tsconfig.json\n',
    );
    const check = () => run(process.execPath, [tsc, '--noEmit', '-p', join(typed.folder, 'theme')]);
    await check();
    await typed.write(
      'theme/wrong.ts',
      `import { defineTheme, html } from 'postern/theme';
export default defineTheme({
  footer: (view) => html\`\${view.site.titel}\`,
  tags: () => 'text',
});
`,
    );
    const { stdout } = await check().then(
      () => ({ stdout: 'nothing was wrong' }),
      (error: { stdout: string }) => error,
    );
    expect(stdout).toMatch(/wrong\.ts\(3,.*titel/);
    expect(stdout).toMatch(/wrong\.ts\(4,.*string/);
    expect(await readFile(join(typed.folder, 'theme/postern.d.ts'), 'utf8')).not.toContain('import ');
  } finally {
    await typed.dispose();
  }
});
