/** How far our clock is from those of other servers, as their answers tell. */
export interface Skew {
  /** Seconds that our clock is ahead, the median of those servers; below 0: it is behind. Null: nobody has answered yet. */
  seconds: number | null;
  /** How many servers said so. */
  servers: number;
}

export interface SkewMeter {
  /**
   * Notes the `Date` of an answer (RFC 9110, section 6.6.1).
   * @param asked when the request left; the answer came just now.
   */
  note(address: string, date: string | null | undefined, asked: Date): void;
  skew(): Skew;
}

/** The servers that answered last. A few whose clocks are wrong turn no median. */
const most = 31;
/** So many must agree before the owner is told, and by so many seconds: others refuse at an hour, some at five minutes. */
const [enough, far] = [3, 120];
/** Milliseconds. What was heard longer ago says nothing of a clock that was set right since. */
const fresh = 24 * 3600_000;
/** Milliseconds. An answer that took longer says too little of the instant. */
const slow = 10_000;

export function createSkewMeter({
  now,
  warn,
}: {
  now(): Date;
  warn(message: string, details: { seconds: number }): void;
}): SkewMeter {
  const heard = new Map<string, { ahead: number; at: number }>();
  let isTold = false;

  function skew(): Skew {
    const time = now().getTime();
    const sorted = [...heard.values()]
      .filter(({ at }) => Math.abs(time - at) < fresh)
      .map(({ ahead }) => ahead)
      .sort((a, b) => a - b);
    const middle = sorted[sorted.length >> 1];
    return { seconds: middle === undefined ? null : Math.round(middle), servers: sorted.length };
  }

  function tell(): void {
    const { seconds, servers } = skew();
    const isFar = seconds !== null && servers >= enough && Math.abs(seconds) > far;
    if (isFar && !isTold)
      warn(
        `The clock of this machine is ${seconds > 0 ? 'ahead of' : 'behind'} those of other servers, which may refuse what is sent to them: set it right.`,
        { seconds },
      );
    isTold = isFar;
  }

  return {
    note(address, date, asked) {
      const said = Date.parse(date ?? '');
      const answered = now().getTime();
      const taken = answered - asked.getTime();
      // Below 0: our clock was set back meanwhile.
      if (Number.isNaN(said) || taken < 0 || taken > slow) return;
      const { host } = new URL(address);
      heard.delete(host);
      // `Date` has no fractions: half a second later is meant on the average.
      heard.set(host, { ahead: ((asked.getTime() + answered) / 2 - said - 500) / 1000, at: answered });
      const [oldest] = heard.keys();
      if (heard.size > most && oldest !== undefined) heard.delete(oldest);
      tell();
    },
    skew,
  };
}
