import { lockSite } from '../../src/database/lock.ts';

// A process of its own that takes the lock of a site, says so, and holds it until it ends: `node hold-lock.ts <path>`.
const lock = lockSite(process.argv[2] ?? '');
process.stdout.write(lock ? 'held\n' : 'refused\n');
if (lock) process.stdin.resume();
