import { readFileSync } from 'node:fs';

/** What package-lock.json says of one package. */
export interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
  gypfile?: boolean;
  hasInstallScript?: boolean;
}

/** Every package of the lock file, with its name and the path at which it is installed. */
export function readLocked(): ({ name: string; path: string } & Locked)[] {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => ({ ...locked, path, name: path.split('node_modules/').at(-1) ?? path }));
}

/** What runs where the blog runs: everything but what building and testing takes. */
export function isInProduction({ dev, devOptional }: Locked): boolean {
  return !dev && !devOptional;
}
