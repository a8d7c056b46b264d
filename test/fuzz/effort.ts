import { threadCpuUsage } from 'node:process';

const repeats = 3;
/** Nothing may keep the loop busy for longer, in milliseconds. */
const mostBusy = 1000;

/** Milliseconds that this thread has computed: what else runs on the machine does not count. */
export function computed(): number {
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
}

/** What an act takes of this thread, in milliseconds. */
export async function effortOf(act: () => unknown): Promise<number> {
  const before = computed();
  await act();
  return computed() - before;
}

/** Null where an act takes less than a second; what it takes where it takes as long each of three times. */
export async function tooLong(act: () => unknown, most = mostBusy): Promise<string | null> {
  const efforts: number[] = [];
  while (efforts.length < repeats) {
    efforts.push(await effortOf(act));
    if ((efforts.at(-1) ?? 0) < most) return null;
  }
  return `${Math.round(Math.min(...efforts))} ms`;
}

/**
 * Null where four times the text takes about four times as long; else both times. A square takes sixteen times as long, and
 * shows once the larger one takes a while; three times in a row it is no accident.
 */
export async function grows(act: (size: number) => unknown, size: number): Promise<string | null> {
  let told = '';
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const large = await effortOf(() => act(4 * size));
    if (large < 60) return null;
    const small = await effortOf(() => act(size));
    if (large < 9 * small) return null;
    told = `${small.toFixed(1)} ms, and ${large.toFixed(1)} ms for four times the text`;
  }
  return told;
}

/** Watches what the loop does between one turn and the next. */
export function watchLoop(): { longest(): number; stop(): void } {
  let last = computed();
  let longest = 0;
  const look = (): void => {
    const now = computed();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 20);
  return {
    longest() {
      look();
      return longest;
    },
    stop: () => clearInterval(timer),
  };
}
