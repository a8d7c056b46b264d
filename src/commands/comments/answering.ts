import { systemClock } from '../../clock.ts';
import { openAnnouncing } from '../../federation/announce/open.ts';
import { type Answering, createAnswering } from '../../federation/answers/answering.ts';
import { createLedger } from '../../federation/ledger/ledger.ts';
import { createLog } from '../../log.ts';
import type { Terminal } from '../command.ts';
import { blocksIn } from './blocks.ts';
import type { Room } from './open.ts';

/** Answers on the blog that the command works on. Nothing is sent from here: the running server does that. */
export async function openAnswering(
  { config: { site, place }, database }: Room,
  terminal: Pick<Terminal, 'now'>,
): Promise<{ answering: Answering; close(): Promise<void> }> {
  const { now } = terminal;
  const log = createLog({ ...place, logLevel: 'warn' });
  // What other hosts say of handles, as they told the server last.
  const { isOn, close } = await openAnnouncing({
    ...{ site, place, database, log },
    pictures: () => null,
    clock: { ...systemClock, now },
  });
  const { isBlocked } = blocksIn({ config: { site, place }, database, close }, { now });
  return {
    answering: createAnswering({ site, database, ledger: createLedger({ database, now }), isBlocked, isOn, now }),
    close,
  };
}
