import { readAddress } from './address.ts';
import { type Check, refuse } from './passage.ts';

/** Whether there is a signature at all: without one, nothing of the request is read. */
export const present: Check = ({ lines }) =>
  lines.has('signature') ? null : refuse(401, 'Requests to an inbox must be signed.');

/** Whether the signature can be read, and in one way only. */
export const readable: Check = ({ signature, allowed }) => {
  if (signature.fault !== null) return refuse(401, signature.fault);
  return readAddress(signature.keyId, allowed) ? null : refuse(401, 'The key must be named by its https URL.');
};
