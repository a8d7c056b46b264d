import type { Call } from '../../src/commands/command.ts';

/** A command's call with somebody at the terminal who gives these answers, in order; an empty one takes the default. */
export function scriptedCall({
  words = [],
  flags = {},
  answers = [],
  now = new Date(),
}: {
  words?: string[];
  flags?: Record<string, string | true>;
  answers?: string[];
  now?: Date;
}): { call: Call; said: { out: string[]; err: string[] }; asked: string[] } {
  const said = { out: [] as string[], err: [] as string[] };
  const asked: string[] = [];
  const left = [...answers];
  return {
    said,
    asked,
    call: {
      words,
      flag: (name) => name in flags,
      text: (name) => (typeof flags[name] === 'string' ? flags[name] : null),
      terminal: {
        out: (line) => void said.out.push(line),
        error: (line) => void said.err.push(line),
        interactive: true,
        async ask(question, otherwise) {
          asked.push(question);
          const answer = left.shift();
          if (answer === undefined) throw new Error(`Nobody answers: ${question}`);
          return answer || otherwise;
        },
        environment: {},
        now: () => now,
      },
    },
  };
}
