// A load in a process of its own: `node load.ts PORT MILLISECONDS CONNECTIONS REQUEST`. Each connection sends the same
// request again as soon as it was answered (no pipelining), and prints how many answers there were in a second.
import { connect } from 'node:net';
import process from 'node:process';

const [port = '', milliseconds = '', connections = '', request = ''] = process.argv.slice(2);
const bytes = Buffer.from(request.replaceAll('\\r\\n', '\r\n'), 'latin1');
const until = performance.now() + Number(milliseconds);
let answered = 0;

/** How long a whole answer is: all of them are equal, so only the first is read and the others are counted. */
function lengthOf(answer: Buffer): number | null {
  const head = answer.indexOf('\r\n\r\n');
  if (head === -1) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.subarray(0, head).toString('latin1'))?.[1] ?? '0';
  const whole = head + 4 + (answer.toString('latin1', 9, 12) === '304' ? 0 : Number(length));
  return answer.length >= whole ? whole : null;
}

function run(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    socket.setNoDelay(true);
    let first = Buffer.alloc(0);
    let length: number | null = null;
    let received = 0;
    socket.on('data', (chunk: Buffer) => {
      if (length === null) {
        first = Buffer.concat([first, chunk]);
        length = lengthOf(first);
        received = first.length;
      } else {
        if (received === 0 && !chunk.subarray(0, 12).equals(first.subarray(0, 12)))
          reject(new Error('Another answer.'));
        received += chunk.length;
      }
      if (length === null || received < length) return;
      if (received > length) reject(new Error('An answer is longer than the first.'));
      received = 0;
      answered += 1;
      if (performance.now() < until) socket.write(bytes);
      else socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}

const begun = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, run));
process.stdout.write(String((answered / (performance.now() - begun)) * 1000));
