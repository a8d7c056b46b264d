// Writes docs/packages.md from package-lock.json: `npm run packages`, after each change of dependencies.
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { isInProduction, readLocked } from './locked.ts';

/** Every package that runs where the blog runs, with its version and licence, as the lock file names them. */
export function listPackages(): string {
  const packages = readLocked().filter(isInProduction);
  const everywhere = packages.filter(({ optional }) => !optional).length;
  const rows = packages
    .map(({ name, version = '', license = 'none named' }) => `| ${name} | ${version} | ${license} |`)
    .sort((one, other) => (one < other ? -1 : 1));
  return `# What runs beside our own code

Written by \`npm run packages\` from \`package-lock.json\`: ${everywhere} packages are installed everywhere, and of the other ${packages.length - everywhere}, which
carry the pictures' library for one kind of machine each, those that fit. How they are chosen and watched: [supply-chain.md](supply-chain.md).

| package | version | licence |
|---|---|---|
${[...new Set(rows)].join('\n')}
`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await writeFile(new URL('../docs/packages.md', import.meta.url), listPackages());
