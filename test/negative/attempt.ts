import type { Case } from '../gate/case.ts';
import type { Got } from '../gate/send.ts';
import type { Stand } from './stand.ts';

/** Something that must get nowhere. */
export interface Attempt {
  /** What is refused, in the words of whoever reads the table. */
  name: string;
  make(stand: Stand): Promise<Got>;
  /** What is answered; 202 says nothing to a stranger, and must change nothing all the same. */
  status: number;
  /** A part of the answer's text. */
  says?: string;
  /** So many rows may say that it came: where it is answered with 202 its signature, its id, and what it takes back early. */
  noted?: number;
  /** The requests that may leave the server for it, by their paths: those of the two servers that it knows. */
  asks?: readonly string[];
  /** More that must be true of the answer, or of what there is afterwards; it throws. */
  check?(got: Got, stand: Stand): void | Promise<void>;
}

/** An attempt by a case of the inbox's tables. */
export function byCase(one: Case): Attempt {
  const { name, status, says, fetches = [] } = one;
  return { name, status, says, asks: fetches, make: (stand) => stand.send(stand.prepare(one)) };
}
