// Loaded into a server by `--import`, with `--expose-gc`: at SIGUSR2 it collects all garbage and says what is left, at
// SIGURG how many there are of what each request makes.
import { IncomingMessage } from 'node:http';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { queryObjects } from 'node:v8';

// Few, since each count goes through the whole heap. A request holds its answer and its socket.
const made = { requests: IncomingMessage, promises: Promise, bytes: Uint8Array };

process.on('SIGUSR2', async () => {
  // What is finalised by one collection is taken by the next.
  for (let left = 4; left > 0; left -= 1) {
    (globalThis as { gc?: () => void }).gc?.();
    await setImmediate();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.stderr.write(`heap ${heapUsed} ${external} ${arrayBuffers}\n`);
});
process.on('SIGURG', () => {
  const counts = Object.entries(made).map(([name, kind]) => [name, queryObjects(kind, { format: 'count' })]);
  process.stderr.write(`objects ${JSON.stringify(Object.fromEntries(counts))}\n`);
});
