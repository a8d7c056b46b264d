// Makes dist/, or the folder that is named, which an installed package runs: Node strips types everywhere but below node_modules.
import { execFileSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '--project', import.meta.dirname, '--outDir', dist],
  {
    stdio: 'inherit',
  },
);
for (const file of globSync('**/*.css', { cwd: join(root, 'src') })) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  copyFileSync(join(root, 'src', file), join(dist, file));
}
for (const file of globSync('**/*.js', { cwd: dist })) {
  const path = join(dist, file);
  const code = readFileSync(path, 'utf8');
  // The files of threads are named by address, which the compiler leaves alone.
  const mended = code.replace(/(new URL\('\.[^']*)\.ts(', import\.meta\.url\))/g, '$1.js$2');
  if (mended !== code) writeFileSync(path, mended);
}
