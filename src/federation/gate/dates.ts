import { once } from './lines.ts';
import { type Check, refuse } from './passage.ts';

/** As far as two clocks may be apart, either way; beyond it a recorded request is not played again. Milliseconds. */
export const leeway = 3600_000;

/** The Date line, where the signature leans on it. It has one form (RFC 9110 §5.6.7), which every server sends. */
export const written: Check = ({ lines, signature, now }) => {
  if (!signature.covered.includes('date')) return null;
  const line = once(lines, 'date') ?? '';
  const date = new Date(line);
  if (Number.isNaN(date.getTime()) || date.toUTCString() !== line) return refuse(401, 'The Date cannot be read.');
  return isNear(date.getTime(), now) ? null : refuse(401, 'The Date is more than an hour from now.');
};

/** When the signature says that it was made. */
export const created: Check = ({ signature, now }) =>
  signature.created === null || isNear(signature.created * 1000, now)
    ? null
    : refuse(401, 'The signature was created more than an hour from now.');

/** Until when the signer stands by it. */
export const expires: Check = ({ signature, now }) =>
  signature.expires === null || signature.expires * 1000 >= now.getTime()
    ? null
    : refuse(401, 'The signature has expired.');

function isNear(time: number, now: Date): boolean {
  return Math.abs(time - now.getTime()) <= leeway;
}
