import { randomUUID } from 'node:crypto';
import type { Listener } from '../web/listener.ts';

type Asked = Parameters<Parameters<Listener['attach']>[0]>;
type Response = Asked[1];

/** Tells open pages when they are to load anew. */
export interface Reload {
  /** Answers what the script and its stream ask; false: it is for the blog. */
  answer(...asked: Asked): boolean;
  /** Something that pages show has changed. */
  tell(): void;
  /** Ends all streams. */
  close(): void;
}

/** The path of the script, below the blog's address. */
export const scriptPath = '/_dev/reload.js';
const streamPath = '/_dev/changes';

/**
 * A server that was started anew has another number, so that pages load anew after that as well. Pages that nobody looks at hold
 * no stream: a browser opens six connections to a server, and a seventh tab would wait for ever.
 */
const script = (base: string): string => `let changes = null;
let known = null;
function look() {
  changes?.close();
  changes = document.hidden ? null : new EventSource('${base}${streamPath}');
  changes?.addEventListener('change', ({ data }) => {
    if (known !== null && known !== data) location.reload();
    known = data;
  });
}
look();
document.addEventListener('visibilitychange', look);
addEventListener('pagehide', () => changes?.close());
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
`;

/**
 * @param base the path below which the blog lives, as in its configuration.
 * @param headers what every answer carries.
 */
export function createReload(base: string, headers: Record<string, string>): Reload {
  const streams = new Set<Response>();
  const begun = randomUUID();
  let number = 0;
  const event = (): string => `event: change\ndata: ${begun} ${number}\n\n`;
  const answers: Record<string, (response: Response) => void> = {
    [base + scriptPath]: (response) =>
      response
        .writeHead(200, { ...headers, 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
        .end(script(base)),
    [base + streamPath](response) {
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      // It says nothing for hours, which would end it otherwise.
      response.setTimeout(0);
      response.write(`retry: 300\n${event()}`);
      streams.add(response);
      response.once('close', () => streams.delete(response));
    },
  };
  return {
    answer({ method, url = '' }, response) {
      const found = method === 'GET' ? answers[url] : undefined;
      found?.(response);
      return found !== undefined;
    },
    tell() {
      number += 1;
      for (const stream of streams) stream.write(event());
    },
    close() {
      for (const stream of streams) stream.end();
    },
  };
}
