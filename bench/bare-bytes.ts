// The bare program for pages: `node:http` that writes the very headers and bytes that Postern wrote, from memory.
// `node bare-bytes.ts FILE`, where FILE holds them as JSON; the port is in PORT.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';
import type { Recorded } from './serve.ts';

const { path, etag, page, unchanged } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Recorded;
const body = Buffer.from(page.body, 'base64');

createServer((request, response) => {
  if (request.url !== path) response.writeHead(404).end();
  else if (request.headers['if-none-match'] === etag) response.writeHead(304, unchanged.headers).end();
  else response.writeHead(200, page.headers).end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
