// Where deliveries of the benchmark end: takes every POST with 202, and answers a GET once it listens. The port is in PORT.
import { createServer } from 'node:http';
import process from 'node:process';

createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(request.method === 'POST' ? 202 : 200, { 'content-length': '0' }).end());
}).listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
