// Loaded into a server by `--import`, with `--expose-gc`: at SIGUSR2 it collects all garbage and says what is left.
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';

process.on('SIGUSR2', async () => {
  // What is finalised by one collection is taken by the next.
  for (let left = 4; left > 0; left -= 1) {
    (globalThis as { gc?: () => void }).gc?.();
    await setImmediate();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.stderr.write(`heap ${heapUsed} ${external} ${arrayBuffers}\n`);
});
