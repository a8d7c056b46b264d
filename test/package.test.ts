import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { themesExample } from './support/themes-example.ts';

const run = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;

test('an installed package runs as the checkout does: pages, colours, styles', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-package-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const home = join(folder, 'node_modules/postern');
  for (const name of ['bin', 'migrations', 'package.json', 'src'])
    await cp(join(root, name), join(home, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(home, 'node_modules'));
  await run(process.execPath, [join(root, 'build/compile.ts'), join(home, 'dist')]);

  const postern = (...words: string[]) =>
    run(process.execPath, [join(home, 'bin/postern.js'), ...words], { cwd: folder });
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  expect((await postern('--version')).stdout.trim()).toBe(version);
  await postern('init', 'blog', '--yes');
  expect((await postern('publish', '--site', 'blog')).stdout).toContain('Published: http://localhost:3000/posts/hello');

  const { highlightThread } = await import(join(home, 'dist/content/highlight/thread.js'));
  expect(JSON.stringify(await highlightThread.run('const a = 1;', 'typescript'))).toContain('tok-k');
  await highlightThread.close();
  const { stylesheet } = await import(join(home, 'dist/theme/default/style.js'));
  expect(stylesheet).toContain('.prose');

  expect((await postern('theme', 'types', '--site', 'blog')).stdout).toContain('postern.d.ts');
  for (const [path, text] of Object.entries(themesExample())) await writeFile(join(folder, 'blog', path), text);
  const { loadTheme } = await import(join(home, 'dist/theme/site/load-theme.js'));
  const { defaultTheme } = await import(join(home, 'dist/theme/default/theme.js'));
  const themed = await loadTheme({ folder: join(folder, 'blog'), usual: defaultTheme, usualTokens: new Map() });
  expect(themed.problems()).toEqual([]);
  expect(themed.theme.parts.contents()).toBeNull();
}, 120_000);
