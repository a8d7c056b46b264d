import { ListenError } from '../../web/listener.ts';

/** So many ports after the usual one are tried before somebody is asked to name one. */
const tries = 10;

/** Starts something on a port; where another program has it and nobody insists on it, on one of those after it. */
export async function onFreePort<Started>(
  { port, insists }: { port: number; insists: boolean },
  start: (port: number) => Promise<Started>,
): Promise<Started> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await start(port === 0 ? 0 : port + tried);
    } catch (error) {
      if (insists || tried === tries || !isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof ListenError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE';
}
