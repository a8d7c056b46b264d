// The bare program for starting and editing: reads every file of a folder, makes HTML of it with markdown-it, keeps it in
// memory and watches the folder. No front matter but the title, no feeds, no index, nothing kept: less cannot be done.
// `node bare-blog.ts FOLDER`; the port is in PORT.
import { readdirSync, readFileSync, watch } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import MarkdownIt from 'markdown-it';
import { parse } from 'yaml';

const folder = process.argv[2] ?? '';
const markdown = new MarkdownIt();
const pages = new Map<string, string>();

function read(name: string): void {
  const [, front = '', body = ''] =
    /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
  const { title } = (parse(front) ?? {}) as { title?: string };
  pages.set(`/posts/${name.replace(/\.md$/, '')}`, `<!doctype html><title>${title}</title>${markdown.render(body)}`);
}

for (const name of readdirSync(folder)) read(name);
watch(folder, (_, name) => {
  if (name?.endsWith('.md')) read(name);
});

createServer((request, response) => {
  const page = pages.get(request.url ?? '');
  if (page) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  else response.writeHead(404).end();
}).listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
