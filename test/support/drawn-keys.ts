import { webcrypto } from 'node:crypto';
import { rewindKeys } from './stranger/user.ts';

/**
 * An RSA pair takes a processor some 0.2 seconds, and most tests start a blog or ten, each with accounts of its own. So a
 * process of tests makes the first few, as the program does, and then hands those out in turn: no blog of a test has so
 * many accounts and rotations that it would see one twice.
 */
const most = 12;

type Generate = (algorithm: { name: string; modulusLength?: number }, ...rest: unknown[]) => Promise<unknown>;
type Drawing = Generate & { isDrawing?: true };

const subtle = webcrypto.subtle as unknown as { generateKey: Drawing };

// Every file of tests comes by here, and many share their process.
rewindKeys();
if (!subtle.generateKey.isDrawing) {
  const generate: Generate = subtle.generateKey.bind(subtle);
  const made: Promise<unknown>[] = [];
  let turn = 0;
  const draw: Drawing = (algorithm, ...rest) => {
    const { name, modulusLength } = algorithm;
    if (name !== 'RSASSA-PKCS1-v1_5' || modulusLength !== 2048) return generate(algorithm, ...rest);
    const place = turn % most;
    turn += 1;
    made[place] ??= generate(algorithm, ...rest);
    return made[place];
  };
  draw.isDrawing = true;
  Object.defineProperty(subtle, 'generateKey', { value: draw, configurable: true });
}
