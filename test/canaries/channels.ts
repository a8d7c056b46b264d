import { runLine } from '../../src/command-line.ts';
import type { Terminal } from '../../src/commands/command.ts';
import { createLog, type Log } from '../../src/log.ts';

/** All that can be seen of a blog, by where it is seen: `http`, `log`, `command comments`. */
export interface Channels {
  see(channel: string, text: string): void;
  /** Where one of these texts was seen. */
  where(texts: readonly string[]): string[];
  /** How many letters were seen there in all. */
  seen(channel: string): number;
  /** Writes whatever is logged, down to the last detail and in both formats. */
  log: Log;
  /** Types a command in this process. @returns its exit code, and what it said. */
  type(words: string[], environment: Record<string, string>): Promise<{ code: number; text: string }>;
}

export function openChannels(): Channels {
  const all = new Map<string, string[]>();
  const see = (channel: string, text: string): void => {
    all.set(channel, [...(all.get(channel) ?? []), text]);
  };
  const logs = (['pretty', 'json'] as const).map((log) =>
    createLog({ log, logLevel: 'debug' }, (line) => see('log', line)),
  );
  const at =
    (level: keyof Log): Log[keyof Log] =>
    (...said) => {
      for (const log of logs) log[level](...said);
    };
  return {
    see,
    where: (texts) =>
      [...all].flatMap(([channel, seen]) =>
        seen.some((text) => texts.some((one) => text.includes(one))) ? [channel] : [],
      ),
    seen: (channel) => (all.get(channel) ?? []).join('').length,
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    async type(words, environment) {
      const said: string[] = [];
      const say = (line: string): void => void said.push(line);
      const terminal: Terminal = {
        ...{ out: say, error: say, interactive: false, environment, now: () => new Date() },
        ask: async (_question, otherwise) => otherwise,
      };
      const code = await runLine(words, terminal);
      const text = said.join('\n');
      see(`command ${words[0]}${words[1] === 'feed' ? ' feed' : ''}`, text);
      return { code, text };
    },
  };
}
