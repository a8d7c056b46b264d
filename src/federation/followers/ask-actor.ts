import type { Config } from '../../config.ts';
import { absolute } from '../../config.ts';
import { version } from '../../version.ts';
import { createGuard } from '../guard/guard.ts';
import { finger } from '../webfinger/finger.ts';

/** Asks the host of a handle for its actor's id; null where it gives none. For commands: nothing is kept, nothing is signed. */
export async function askActor(handle: string, { site, place }: Config): Promise<string | null> {
  const guard = createGuard({
    allowed: place.allowPrivateAddresses,
    userAgent: `Postern/${version} (+${absolute(site, '/')})`,
    sign: async () => ({}),
    // The owner asks, and may well ask a server that is blocked: who is to be let in again.
    isRefused: () => false,
  });
  try {
    const found = await finger(guard, handle);
    return 'jrd' in found ? found.actor : null;
  } finally {
    await guard.close();
  }
}
