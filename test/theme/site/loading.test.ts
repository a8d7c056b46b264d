import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const stands = 'The default theme stands in for it.';
const standsHere = 'The default stands in for it.';
const own = "import { defineTheme, html } from 'postern/theme';\n";

/** What is in theme/, and what is said of it. */
const cases: { name: string; files: Record<string, string>; told: string[] }[] = [
  { name: 'no theme', files: {}, told: [] },
  {
    name: 'TypeScript that is none',
    files: { 'theme.ts': 'export default {\n  footer() {\n    return 1 +;\n  },\n};\n' },
    told: [
      `theme/theme.ts:3  error  theme/theme.ts could not be loaded: Expression expected. ${stands} Mend it there.`,
    ],
  },
  {
    name: 'JavaScript that is none',
    files: { 'theme.mjs': 'export default {\n  a: 1\n  b: 2\n};\n' },
    told: [
      `theme/theme.mjs:3  error  theme/theme.mjs could not be loaded: Expected ',', got 'ident'. ${stands} Mend it there.`,
    ],
  },
  {
    name: 'a mistake in a module that it imports',
    files: { 'theme.ts': "import './words.ts';\nexport default {};\n", 'words.ts': '\nconst = 3;\n' },
    told: [expect.stringMatching(/^theme\/words\.ts:2 {2}error {2}theme\/theme\.ts could not be loaded: /) as never],
  },
  {
    name: 'a module that is not there',
    files: { 'theme.ts': "\nimport { a } from './missing.ts';\nexport default { a };\n" },
    told: [
      expect.stringMatching(
        /^theme\/theme\.ts:2 {2}error .*Cannot find module 'theme\/missing\.ts'.*Write the name of a file that is there/,
      ) as never,
    ],
  },
  {
    name: 'what throws while it is loaded',
    files: { 'theme.ts': "\nthrow new Error('Boom.');\n" },
    told: [`theme/theme.ts:2  error  theme/theme.ts could not be loaded: Boom. ${stands} Mend it there.`],
  },
  {
    name: 'no default export',
    files: { 'theme.ts': `${own}export const footer = () => html\`a\`;\nexport { defineTheme };\n` },
    told: [
      'theme/theme.ts  error  It exports no theme. Write export default defineTheme({ … }) with the functions in it.',
    ],
  },
  {
    name: 'names and values that mean nothing',
    files: { 'theme.ts': `${own}export default defineTheme({\n  hedder: () => html\`a\`,\n  tags: 3,\n});\n` },
    told: [
      'theme/theme.ts:3  error  No page and no part is called hedder. Did you mean header?',
      'theme/theme.ts:4  error  tags is no function. Write tags(view, original) { … }.',
    ],
  },
  {
    name: 'functions that give no markup',
    files: {
      'theme.ts': `${own}export default defineTheme({
  head: () => null,
  header: () => 'text',
  footer: async () => html\`a\`,
  meta() {},
  cover(view) {
    return view.post.cover;
  },
});
`,
    },
    told: [
      `theme/theme.ts  error  header gave text, and not markup. ${standsHere} Return html\`…\`, or trusted(…) where the text is markup that is safe.`,
      `theme/theme.ts  error  footer gave a promise, and not markup. ${standsHere} Write it without async: pages are made at once.`,
      `theme/theme.ts  error  meta gave nothing, and not markup. ${standsHere} Return html\`…\`, or null where a part shows nothing.`,
      `theme/theme.ts:8  error  cover failed: Cannot read properties of undefined (reading 'cover'). ${standsHere} Mend it there.`,
    ],
  },
  {
    name: 'a promise that is broken later',
    files: { 'theme.ts': "export default {\n  async footer() {\n    throw new Error('Too late.');\n  },\n};\n" },
    told: [
      `theme/theme.ts  error  footer gave a promise, and not markup. ${standsHere} Write it without async: pages are made at once.`,
    ],
  },
  {
    name: 'what is thrown and is no error',
    files: { 'theme.ts': 'export default {\n  footer() {\n    throw Object.create(null);\n  },\n};\n' },
    told: [`theme/theme.ts  error  footer failed: what it threw cannot be written. ${standsHere} Mend it there.`],
  },
  {
    name: 'such a thing that is thrown while it is loaded',
    files: { 'theme.ts': 'throw Object.create(null);\n' },
    told: [
      `theme/theme.ts  error  theme/theme.ts could not be loaded: what it threw cannot be written. ${stands} Mend it there.`,
    ],
  },
  {
    name: 'a module that never ends to load',
    files: { 'theme.ts': 'await new Promise(() => {});\nexport default {};\n' },
    told: [
      `theme/theme.ts  error  theme/theme.ts could not be loaded: after 3 seconds it still awaited something. ${stands} Mend it there.`,
    ],
  },
  {
    name: 'a name that is no word, beside one that is',
    files: { 'theme.ts': "export default {\n  'a(': () => null,\n  footer: () => 3,\n};\n" },
    told: [
      'theme/theme.ts:2  error  No page and no part is called a(. Take one of the list in docs/themes.md.',
      `theme/theme.ts  error  footer gave something else, and not markup. ${standsHere} Return html\`…\`.`,
    ],
  },
  {
    name: 'CSS that nobody reads',
    files: { 'styles.css': 'a {}', 'style.css': '\n@import "a.css";' },
    told: [
      'theme/styles.css  warning  It is not used: two files of CSS are, theme/tokens.css and theme/style.css. Put what it says into one of them.',
      'theme/style.css:2  warning  @import is not followed: the stylesheet is one file. Put what it imports into this file.',
    ],
  },
];

describe('loading a theme', () => {
  let home: string;
  let told: string[][];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'postern-themes-'));
    for (const [index, { files }] of cases.entries()) {
      for (const [name, text] of Object.entries(files)) {
        const file = join(home, String(index), 'theme', name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
    const script = fileURLToPath(new URL('../../support/load-themes.ts', import.meta.url));
    const folders = cases.map((_, index) => join(home, String(index)));
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...folders]);
    told = JSON.parse(stdout) as string[][];
  });

  afterAll(() => rm(home, { recursive: true, force: true }));

  it.each(cases.map(({ name, told: expected }, index) => ({ name, expected, index })))(
    'tells of $name where it is, and goes on with the default',
    ({ expected, index }) => {
      expect(told[index]).toEqual(expected);
    },
  );
});
