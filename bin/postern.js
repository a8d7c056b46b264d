#!/usr/bin/env node
// Syntax of Node 12 only: a Node that is too old for the rest must still be able to read this file and say so.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const needed = 24;
const bin = dirname(fileURLToPath(import.meta.url));

// `npm ci` brings a Node of its own for machines with an older one: node_modules/node, here or where Postern is installed.
const own = [join(bin, '../node_modules/node/bin/node'), join(bin, '../../node/bin/node')].filter(existsSync)[0];

if (Number(process.versions.node.split('.')[0]) >= needed) {
  // Keeps what the engine makes of our files for the next start, where the system allows it.
  if (module.enableCompileCache) module.enableCompileCache();
  // Below node_modules Node runs no TypeScript; a package brings what it was compiled to (build/compile.ts).
  import(/[\\/]node_modules[\\/]/.test(bin) ? '../dist/main.js' : '../src/main.ts');
} else if (own && !process.env.STARTED_BY_POSTERN) {
  startAgain(own);
} else {
  process.stderr.write(
    'Postern needs Node ' +
      needed +
      ' or later; this is Node ' +
      process.versions.node +
      '.\n' +
      'Install it from https://nodejs.org, or run `npm ci` in the folder of Postern, which brings it along.\n',
  );
  process.exit(1);
}

function startAgain(node) {
  const environment = Object.assign({}, process.env, { STARTED_BY_POSTERN: '1' });
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env: environment });
  // The terminal signals both processes; what a supervisor sends reaches only this one.
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('error', (error) => {
    process.stderr.write(`Node ${needed} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code === null ? (signal === 'SIGINT' ? 130 : 1) : code);
  });
}
