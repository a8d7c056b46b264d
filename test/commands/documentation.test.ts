import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/commands.ts';
import { jsonSchema } from '../../src/config/schema.ts';
import { variables } from '../../src/config/variables.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the documentation explains every key of postern.yaml and every variable', () => {
  const text = read('docs/configuration.md');
  const { properties } = jsonSchema() as {
    properties: Record<string, { properties?: object; items?: { properties?: object } }>;
  };
  for (const [key, { properties: inner, items }] of Object.entries(properties)) {
    expect(text).toContain(`${key}`);
    const nested =
      key === 'publish' || key === 'comments' ? Object.keys(inner ?? {}).map((name) => `\`${key}.${name}\``) : [];
    for (const name of nested) expect(text).toContain(name);
    for (const name of Object.keys(items?.properties ?? {}))
      expect(text).toMatch(new RegExp(`^\\| .*\`${name}\``, 'm'));
  }
  for (const variable of variables) expect(text).toContain(`| \`${variable}\` |`);
});

test('the documentation explains every command and every flag', () => {
  const text = read('docs/commands.md');
  for (const { name, options } of commands) {
    expect(text).toMatch(new RegExp(`^## ${name}\\b`, 'm'));
    for (const flag of Object.keys(options)) expect(text).toContain(`--${flag}`);
  }
});

test('the container holds what the package does, and starts the same program', () => {
  const dockerfile = read('Dockerfile');
  const { scripts, bin } = JSON.parse(read('package.json')) as {
    scripts: Record<string, string>;
    bin: Record<string, string>;
  };
  expect(scripts.start).toBe(`node ${bin.postern}`);
  expect(dockerfile).toContain(`ENTRYPOINT ["node", "/app/${bin.postern}"]`);
  const ignored = read('.dockerignore');
  const copied = [...dockerfile.matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
  for (const name of copied) expect(ignored).toContain(`!${name}\n`);
});

test('the container and the systemd unit say the same about memory, and hosting.md says it to everybody else', () => {
  const said = (text: string, form: RegExp) => [...text.matchAll(form)].map(([, line]) => line).sort();
  const ofContainer = said(read('Dockerfile'), /^(?:ENV| +) ((?:NODE_OPTIONS|MALLOC_\w+)=\S+)/gm);
  expect(ofContainer).toEqual([
    'MALLOC_ARENA_MAX=2',
    'MALLOC_MMAP_THRESHOLD_=131072',
    'NODE_OPTIONS=--max-semi-space-size=16',
  ]);
  expect(said(read('deploy/postern.service'), /^Environment=((?:NODE_OPTIONS|MALLOC_\w+)=.*)$/gm)).toEqual(ofContainer);
  expect(read('docs/hosting.md')).toContain(ofContainer.toReversed().join(' '));
});

test('the sample blog and the README begin as promised', () => {
  expect(read('README.md')).toMatch(/^# Postern\n\n {4}npm ci && npm start .*\n {4}npm ci && npm test /);
  expect(read('.ci/run')).toContain('npm ci');
  expect(read('.ci/run')).toContain('npm test');
});
