import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watchFiles } from '../../src/dev/watch-files.ts';
import { makeSite } from '../support/site.ts';

it('tells of a file that is a link, when that is turned to another file', async () => {
  const site = await makeSite({ 'one.ts': '1', 'two.ts': 'two', 'theme/words.ts': '' });
  const theme = join(site.folder, 'theme');
  await symlink('../one.ts', join(theme, 'theme.ts'));
  let tell = (): void => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const watcher = await watchFiles(theme, async () => tell());
  try {
    await symlink('../two.ts', join(site.folder, 'next'));
    await rename(join(site.folder, 'next'), join(theme, 'theme.ts'));
    await expect(told).resolves.toBeUndefined();
  } finally {
    await watcher.close();
    await site.dispose();
  }
});
