import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { Exported, Format } from '../federation/webfinger/export.ts';
import { createLog } from '../log.ts';
import { type Call, type Command, type ExitCode, misused, siteOption } from './command.ts';
import { complain, openSite, shownPath } from './site.ts';

const formats: readonly Format[] = ['nginx', 'caddy', 'static'];

export const webfinger: Command = {
  name: 'webfinger',
  about: 'Write the list of accounts for a web server on another host.',
  usage: ['webfinger export --nginx', 'webfinger export --caddy', 'webfinger export --static'],
  words: { least: 1, most: 1 },
  options: {
    ...siteOption,
    nginx: { value: null, about: 'Two files to include in an nginx configuration.' },
    caddy: { value: null, about: 'One file to import in a Caddyfile.' },
    static: { value: null, about: 'Files for a host that can only serve files.' },
    output: { value: 'DIR', about: 'Write the files there; by default they are printed.' },
  },
  notes: [
    'For handles on another host than the blog: james@example.com, with the blog at blog.example.com.',
    'That host must answer for its handles. Export again whenever accounts in postern.yaml change.',
  ],
  examples: ['postern webfinger export --nginx --output /etc/nginx/snippets'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal, words } = call;
  if (words[0] !== 'export') return misused(terminal, webfinger, `"${words[0]}" is not something to do: it is export.`);
  const [format, ...others] = formats.filter((name) => call.flag(name));
  if (!format || others.length > 0) return misused(terminal, webfinger, 'Name one of --nginx, --caddy and --static.');
  const exported = await exportFrom(call, format);
  if (!exported) return 1;

  const output = call.text('output');
  for (const { name, text } of exported.files) {
    if (output === null) {
      terminal.error(`--- ${name}`);
      terminal.out(text.trimEnd());
      continue;
    }
    const file = join(output, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    terminal.out(shownPath(file));
  }
  for (const note of exported.notes) terminal.error(note);
  return exported.files.length > 0 ? 0 : 1;
}

async function exportFrom(call: Call, format: Format): Promise<Exported | null> {
  const config = await openSite(call);
  if (!config) return null;
  const { openBlog } = await import('../app.ts');
  const { readTable } = await import('../federation/federation.ts');
  const { exportWebfinger } = await import('../federation/webfinger/export.ts');
  const { preparePictures } = await import('../web/site-pictures.ts');
  const log = createLog({ ...config.place, logLevel: 'silent' });
  const blog = await openBlog(config, { clock: systemClock, log });
  try {
    const { pictures } = await preparePictures(config.site, blog.media);
    const medium = (path: string) => pictures.get(path) ?? null;
    const surroundings = { ...config, database: blog.database, medium, clock: systemClock, log };
    const { table, problems } = await readTable({ ...surroundings, refresh: true });
    complain(call.terminal, problems);
    return exportWebfinger(table, format);
  } finally {
    await blog.close();
  }
}
