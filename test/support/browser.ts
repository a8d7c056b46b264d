import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

// The package's own arguments switch the browser's security off, and end it at the second page.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
];

/**
 * A real Chromium: the one named in POSTERN_TEST_BROWSER, else the one that comes with the devDependencies (Linux on
 * x64), unpacked once into node_modules/.cache.
 */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.POSTERN_TEST_BROWSER;
  if (named) return chromium.launch({ executablePath: named, args });
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Tests bring a browser for Linux on x64 only. Set POSTERN_TEST_BROWSER to the path of a Chromium.');
  }
  const folder = await unpack();
  writeFileSync(join(folder, 'fonts', 'fonts.conf'), fontConfiguration(folder));
  const home = mkdtempSync(join(folder, 'run-'));
  const browser = await chromium.launch({
    executablePath: join(folder, 'chromium'),
    args,
    env: {
      ...process.env,
      TMPDIR: home,
      HOME: home,
      FONTCONFIG_PATH: join(folder, 'fonts'),
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), folder].join(':'),
    },
  });
  browser.on('disconnected', () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  return browser;
}

async function unpack(): Promise<string> {
  const home = join(fileURLToPath(import.meta.resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const cache = join(import.meta.dirname, '../../node_modules/.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unpacking-'));
  const before = process.env.TMPDIR;
  // Where it unpacks to is not an argument but the folder for temporary files.
  process.env.TMPDIR = unfinished;
  try {
    const { inflate } = await import('@sparticuz/chromium');
    for (const name of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'])
      await inflate(join(home, 'bin', name));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  try {
    renameSync(unfinished, folder);
  } catch {
    // Another test unpacked it meanwhile.
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

// The package's own configuration looks only where it is unpacked on a certain cloud. Without any font Chromium crashes.
function fontConfiguration(folder: string): string {
  const places = [join(folder, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'];
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...places.map((place) => `<dir>${place}</dir>`),
    `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
}
