import { stringify } from 'yaml';
import { formatClosing } from '../config/comments.ts';
import { formatDuration } from '../config/duration.ts';
import { jsonSchema } from '../config/schema.ts';
import { type Config, readConfig } from '../config.ts';
import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { complain, counted, folderTrouble, openSite, siteFolder } from './site.ts';

export const config: Command = {
  name: 'config',
  about: 'Show the configuration that is in force, check it, or print its schema.',
  usage: ['config', 'config check', 'config schema'],
  words: { least: 0, most: 1 },
  options: { ...siteOption, ...jsonOption },
  notes: [
    'config prints every key with its value, defaults included, and the environment; passwords, and all of POSTERN_WEBHOOK but its host, are masked.',
    'config check prints all problems of postern.yaml and the environment, and exits with 3 when one of them is an error.',
    'config schema prints the JSON Schema of postern.yaml, for editors.',
  ],
  examples: ['postern config --site ../my-blog', 'postern config schema > postern.schema.json'],
  run,
};

const parts: Record<string, (call: Call) => ExitCode | Promise<ExitCode>> = {
  show: showConfig,
  check,
  schema({ terminal }) {
    terminal.out(JSON.stringify(jsonSchema(), null, 2));
    return 0;
  },
};

async function run(call: Call): Promise<ExitCode> {
  const [name = 'show'] = call.words;
  const part = parts[name];
  return part
    ? part(call)
    : misused(call.terminal, config, `"${name}" is not a part of config: it is check or schema.`);
}

async function showConfig(call: Call): Promise<ExitCode> {
  const opened = await openSite(call);
  if (!opened) return 1;
  const shown = masked(opened);
  call.terminal.out(
    call.flag('json') ? JSON.stringify(shown, null, 2) : stringify(shown, { lineWidth: 120 }).trimEnd(),
  );
  return 0;
}

async function check(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const folder = siteFolder(call);
  const trouble = await folderTrouble(folder, terminal);
  const reading = trouble ? null : await readConfig(folder, terminal.environment);
  if (!reading || reading.state === 'missing') {
    terminal.error(trouble ?? `There is no postern.yaml in ${folder}.`);
    return 1;
  }
  const { problems } = reading;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (call.flag('json')) {
    terminal.out(JSON.stringify(problems, null, 2));
    return errors > 0 ? 3 : 0;
  }
  complain(terminal, problems);
  const warnings = problems.length - errors;
  const found = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')].filter(Boolean);
  terminal.out(found.length > 0 ? `${found.join(', ')}.` : 'The configuration is in order.');
  return errors > 0 ? 3 : 0;
}

/** The configuration as a person wrote it, or could have: durations with units, addresses whole, no secret. */
function masked({ site, place }: Config): Record<string, unknown> {
  const { folder, origin, base, feeds, hub, publish, comments, accounts, pointers, menu, ...rest } = site;
  const { settle, quiet, removal, auto } = publish;
  return {
    folder,
    url: origin + base,
    ...rest,
    feeds: { ...feeds, hub },
    menu: Object.fromEntries(menu.map(({ label, href }) => [label, href])),
    accounts: accounts.map(({ user, host, fields, ...account }) => ({
      handle: `@${user}@${host}`,
      ...account,
      fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    })),
    pointers: pointers.map(({ user, host, identityOf }) => ({
      handle: `@${user}@${host}`,
      identityOf: `@${identityOf}`,
    })),
    publish: { auto, settle: formatDuration(settle), quiet: formatDuration(quiet), removal: formatDuration(removal) },
    comments: { ...comments, close: formatClosing(comments.close) },
    environment: {
      ...place,
      database: withoutPassword(place.database),
      webhook: place.webhook && `${place.webhook.origin}/***`,
    },
  };
}

function withoutPassword(database: string): string {
  if (!/^postgres(ql)?:/i.test(database)) return database;
  const url = new URL(database);
  if (url.password) url.password = '***';
  for (const name of url.searchParams.keys()) if (/password|secret/i.test(name)) url.searchParams.set(name, '***');
  return url.href;
}
