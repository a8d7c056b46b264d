import type { Look, Telling } from '../../federation/announce/report.ts';
import type { Fate } from './entry.ts';

export const none = { message: null, at: null, account: null, deliveries: 0, servers: 0 };

export const nothingNew: Fate = { ...none, state: 'nothing', why: 'same' };

const messages = { create: 'new', update: 'edit', delete: 'removal' } as const;

/**
 * What followers hear of each object, by its URI.
 * @param alone what a running server would do by itself, and `asked` what it comes to when the owner publishes.
 */
export function createFates({
  site,
  now,
  alone,
  asked,
}: {
  site: { accounts: readonly unknown[] };
  now: Date;
  alone: Look;
  asked: Look;
}): (uri: string) => Fate {
  const [told, waiting, held] = [byUri(alone.told), byUri(alone.waiting), byUri(alone.held)];
  const [silenced, unsaid, doubted] = [byUri(alone.silenced), byUri(alone.unsaid), byUri(alone.doubted)];
  const [sent, off, voiceless] = [byUri(asked.told), byUri(asked.waiting), byUri(asked.voiceless)];

  function fateOfSent({ uri, kind, account }: Telling): Fate {
    const sends = { ...none, state: 'sends', message: messages[kind], account } as const;
    const at = told.has(uri) ? now : (waiting.get(uri)?.at ?? null);
    if (held.has(uri)) return { ...sends, why: 'many edits' };
    return { ...sends, why: at === null ? 'by hand' : null, at };
  }

  return (uri) => {
    if (site.accounts.length === 0) return { ...none, state: 'nothing', why: 'no account' };
    const message = sent.get(uri);
    if (message) return fateOfSent(message);
    const stopped = off.get(uri);
    if (stopped) {
      const { kind, account, isOff } = stopped;
      return {
        ...none,
        state: 'waits',
        why: isOff ? 'handle elsewhere' : 'accident',
        message: messages[kind],
        account,
      };
    }
    if (doubted.has(uri)) return { ...none, state: 'waits', why: 'lookalike', message: 'new' };
    const mute = voiceless.get(uri);
    if (mute) {
      const { kind, account } = mute;
      return { ...none, state: 'waits', why: 'account gone', message: messages[kind], account };
    }
    const silent = silenced.get(uri);
    if (silent) return { ...none, state: 'silent', why: silent.why };
    const seen = unsaid.get(uri);
    if (seen) return { ...none, state: 'nothing', why: seen.why === 'silent' ? 'untold' : seen.why };
    return alone.baseline > 0 ? { ...none, state: 'silent', why: 'there before' } : nothingNew;
  };
}

function byUri<Named extends { uri: string }>(list: Named[]): Map<string, Named> {
  return new Map(list.map((one) => [one.uri, one]));
}
