import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { denialOf } from '../build/denied.ts';
import { listPackages } from '../build/list-packages.ts';
import { isInProduction, readLocked } from '../build/locked.ts';

const { allowScripts, dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
  string,
  Record<string, string>
>;
const installed = readLocked();

/** What may be shipped with a program under the AGPL: nothing that takes rights away from who runs it. */
const licences =
  /^(0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|ISC|LGPL-3\.0-or-later|MIT|PSF-2\.0|Unlicense)( AND (Apache-2\.0|LGPL-3\.0-or-later|MIT))*$/;

/** Read by a person, where the package names its licence in words. */
const readByUs: Readonly<Record<string, string>> = {
  // Bitstream Vera's: use, change and pass on freely, only not sell a font by itself; the changes are in the public domain.
  'dejavu-fonts-ttf': 'SEE LICENSE IN README.md AND LICENSE',
};

describe('the lock file', () => {
  it('has a digest for every package, and no address to download it from', () => {
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(({ integrity }) => !integrity?.startsWith('sha512-')).map(({ path }) => path)).toEqual([]);
    expect(installed.filter(({ resolved }) => resolved !== undefined).map(({ path }) => path)).toEqual([]);
  });

  it('says of every package with an install script whether it runs', () => {
    const scripted = installed.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    expect([...new Set(scripted)].filter((name) => !(name in (allowScripts ?? {})))).toEqual([]);
  });

  it('keeps npm from compiling better-sqlite3, which brings its binaries', () => {
    // npm (up to 11) forgets `gypfile: false` when it writes the lock file, then calls node-gyp, and fails on a machine
    // without Python. After a change of dependencies put the line back.
    expect(installed.find(({ path }) => path === 'node_modules/better-sqlite3')?.gypfile).toBe(false);
  });

  it('pins every dependency to one version, but Node, which may mend itself', () => {
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range),
    );
    expect(loose).toEqual([['node', '^24']]);
  });

  it('runs a blog with at most 150 packages', () => {
    const everywhere = installed.filter((one) => isInProduction(one) && !one.optional);
    expect(everywhere.length).toBeGreaterThan(50);
    expect(everywhere.length).toBeLessThanOrEqual(150);
  });

  it('holds no version that something is known against', () => {
    const said = installed.flatMap(({ name, version = '' }) => {
      const why = denialOf({ name, version });
      return why === null ? [] : [`${name} ${version}: ${why}`];
    });
    expect(said).toEqual([]);
  });

  it.each([
    ['@fedify/fedify', '2.3.7', true],
    ['@fedify/fedify', '2.3.8-dev.1', true],
    ['@fedify/fedify', '2.3.8', false],
    ['@fedify/fedify', '2.10.0', false],
    ['@fedify/vocab', '2.3.7', true],
    ['@biomejs/biome', '2.6.0', true],
    ['@biomejs/biome', '2.5.15', false],
    ['chalk', '5.6.1', true],
    ['chalk', '5.6.2', false],
    ['sharp', '0.4.0', true],
  ])('knows of %s %s whether something is known against it', (name, version, isDenied) => {
    expect(denialOf({ name, version }) !== null).toBe(isDenied);
  });

  it('ships nothing under a licence that does not go with ours', () => {
    const strange = installed.filter(
      (one) => isInProduction(one) && !licences.test(one.license ?? '') && readByUs[one.name] !== one.license,
    );
    expect(strange.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });

  it('lists what runs beside our own code, with versions and licences (npm run packages)', () => {
    expect(readFileSync('docs/packages.md', 'utf8')).toBe(listPackages());
  });
});
