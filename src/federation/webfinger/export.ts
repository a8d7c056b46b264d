import type { Jrd } from './jrd.ts';
import type { Table } from './table.ts';
import { jrdType, webfingerPath } from './webfinger.ts';

export type Format = 'nginx' | 'caddy' | 'static';

/** Files for a web root elsewhere, and what its owner should know. */
export interface Exported {
  files: { name: string; text: string }[];
  notes: string[];
}

interface Answer {
  handle: string;
  /** Every resource that leads to it, in the spelling of the table. */
  resources: string[];
  json: string;
}

/**
 * The table of WebFinger as configuration of another web server: one exact location, one pattern for each account, and
 * nothing that reads a file by a name from the request. `rel` is not applied there, which RFC 7033 §4.3 allows.
 */
export function exportWebfinger(table: Table, format: Format): Exported {
  const { answers, missing } = answersOf(table);
  const notes = missing.map(
    (handle) => `@${handle} is left out: the server of its account has not answered yet. Export again later.`,
  );
  if (answers.length === 0) return { files: [], notes: [...notes, 'There is no account to export.'] };
  const exported = formats[format](answers);
  return { files: exported.files, notes: [...notes, ...exported.notes] };
}

const formats: Record<Format, (answers: Answer[]) => Exported> = { nginx, caddy, static: staticFiles };

function answersOf(table: Table): { answers: Answer[]; missing: string[] } {
  const byHandle = new Map<string, Answer>();
  const missing = new Set<string>();
  for (const [resource, entry] of table) {
    const jrd = entry.jrd();
    const answer = byHandle.get(entry.handle);
    if (answer) answer.resources.push(resource);
    else if (jrd) byHandle.set(entry.handle, { handle: entry.handle, resources: [resource], json: writeJson(jrd) });
    else missing.add(entry.handle);
  }
  return { answers: [...byHandle.values()], missing: [...missing] };
}

// What has a meaning in those files is written as JSON can also write it: `{uri}`, for one, is the request's own address
// in Caddy, and `$host` is the request's own host in nginx.
function writeJson(jrd: Jrd): string {
  return JSON.stringify(jrd)
    .replace(/\\(?!u)(.)/g, (_, character: string) => escaped(controls[character] ?? character))
    .replace(/"(?:[^"\\]|\\.)*"/g, (text) => text.replace(/[^\w "\\:/.,;@?=&%+~#()!*-]/g, escaped));
}

const controls: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const repeated = '(?:^|&)resource=.*&resource=';
const withScheme = '(?:^|&)resource=[A-Za-z][A-Za-z0-9+.-]*(?::|%3[Aa])';

/** A pattern for the query that asks for one resource, in every usual way to encode it. RE2 and PCRE read it alike. */
function pattern(resource: string): string {
  const [, scheme = '', rest = ''] = /^([^:]+:)(.*)$/s.exec(resource) ?? [];
  const at = rest.startsWith('//') ? rest.indexOf('/', 2) : rest.length;
  const local = rest.startsWith('//') ? '' : rest.slice(0, rest.lastIndexOf('@') + 1);
  const host = rest.slice(local.length, at < 0 ? undefined : at);
  const path = at < 0 ? '' : rest.slice(at);
  return `(?:^|&)resource=(?i:${spell(scheme)})${spell(local)}(?i:${spell(host)})${spell(path)}(?:&|$)`;
}

function spell(text: string): string {
  return [...text].map(spellCharacter).join('');
}

// Letters of other scripts stand encoded in a query; so may everything that is not a letter or a digit.
function spellCharacter(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  const bytes = [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const encoded = bytes.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  if (character.charCodeAt(0) > 0x7f) return encoded;
  return `(?:[${character === '-' || character === '^' ? `\\${character}` : character}]|${encoded})`;
}

function nginx(answers: Answer[]): Exported {
  const queries = answers.flatMap(({ resources }, index) =>
    resources.map((resource) => `    "~${pattern(resource)}" a${index};`),
  );
  const bodies = answers.map(({ json }, index) => `    a${index} '${json}';`);
  return {
    files: [
      {
        name: 'postern-webfinger-map.conf',
        text: `# Written by \`postern webfinger export --nginx\`. Include this in http { }.
map $args $postern_webfinger {
    default 400;
    "~${repeated}" 400;
${queries.join('\n')}
    "~${withScheme}" 404;
}
map $postern_webfinger $postern_webfinger_jrd {
    default "";
${bodies.join('\n')}
}
`,
      },
      {
        name: 'postern-webfinger-location.conf',
        text: `# Written by \`postern webfinger export --nginx\`. Include this in the server { } of the handle's host.
location = ${webfingerPath} {
    default_type ${jrdType};
    add_header Access-Control-Allow-Origin "*" always;
    if ($request_method !~ "^(GET|HEAD)$") {
        add_header Allow "GET, HEAD" always;
        return 405;
    }
    if ($postern_webfinger = 400) { return 400; }
    if ($postern_webfinger = 404) { return 404; }
    return 200 $postern_webfinger_jrd;
}
`,
      },
    ],
    notes: [
      'Include postern-webfinger-map.conf in http { }, postern-webfinger-location.conf in the server { } of the host.',
      'Many accounts or long names may need `map_hash_bucket_size 128;` in http { }; nginx says so when it starts.',
    ],
  };
}

function caddy(answers: Answer[]): Exported {
  const matches = (regex: string): string => `expression \`{query}.matches("${regex.replaceAll('\\', '\\\\')}")\``;
  const accounts = answers.map(({ resources, json }, index) => {
    const regex = resources.map(pattern).join('|');
    return `    @postern_${index} ${matches(regex)}
    handle @postern_${index} {
        header Content-Type ${jrdType}
        respond \`${json}\` 200
    }
`;
  });
  return {
    files: [
      {
        name: 'postern-webfinger.caddy',
        text: `# Written by \`postern webfinger export --caddy\`. Import this in the site block of the handle's host.
handle ${webfingerPath} {
    header Access-Control-Allow-Origin *
    @postern_method not method GET HEAD
    handle @postern_method {
        header Allow "GET, HEAD"
        respond 405
    }
    @postern_repeated ${matches(repeated)}
    handle @postern_repeated {
        respond 400
    }
${accounts.join('')}    @postern_unknown ${matches(withScheme)}
    handle @postern_unknown {
        respond 404
    }
    handle {
        respond 400
    }
}
# Caddy takes what ends in \`/.\` for the file before it, where there is one.
handle ${webfingerPath}/* {
    respond 404
}
`,
      },
    ],
    notes: ["Write `import postern-webfinger.caddy` in the site block of the handle's host."],
  };
}

function staticFiles(answers: Answer[]): Exported {
  const [only, ...others] = answers;
  if (!only || others.length > 0) {
    const handles = answers.map(({ handle }) => `@${handle}`).join(', ');
    const note = `A static host cannot read a query, so one file can stand for one account only; here are ${handles}.`;
    return {
      files: [],
      notes: [`${note} Redirect ${webfingerPath} to the blog, with its query, or use nginx or Caddy.`],
    };
  }
  return {
    files: [
      { name: webfingerPath.slice(1), text: `${only.json}\n` },
      { name: '_headers', text: `${webfingerPath}\n  Content-Type: ${jrdType}\n  Access-Control-Allow-Origin: *\n` },
    ],
    notes: [
      `The host answers @${only.handle} whoever is asked for, also for names that do not exist: it cannot read a query. Other servers compare the subject, so nobody is found under a wrong name.`,
      `_headers is read by Netlify and Cloudflare Pages; on another host, set the media type ${jrdType} for ${webfingerPath}.`,
    ],
  };
}
