import { absolute } from '../../config.ts';
import { createFeedKey } from '../../conversation/desk/feed-key.ts';
import type { Call, ExitCode } from '../command.ts';
import type { Room } from './open.ts';

/** `postern comments feed`: the address of the private feed of what waits. */
export async function feed({ config: { site }, database }: Room, { terminal, flag }: Call): Promise<ExitCode> {
  const key = createFeedKey(database);
  const token = flag('renew') ? await key.renew(terminal.now()) : await key.token(terminal.now());
  terminal.out(absolute(site, `/held/${token}.xml`));
  return 0;
}
