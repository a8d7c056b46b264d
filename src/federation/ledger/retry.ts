const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long a delivery is tried, in milliseconds. */
export const patience = 7 * day;

/** What a delivery waits after its first attempt, its second and so on; the last holds for all that follow. */
const pauses = [minute, 5 * minute, 20 * minute, hour, 3 * hour, 6 * hour, 12 * hour];

/** A host that failed so often in a row is left alone. */
const tolerance = 3;

/** What a host is left alone for at its third failure, its fourth and so on. */
const hostPauses = [5 * minute, 20 * minute, hour, 3 * hour, 6 * hour, 12 * hour];

/**
 * When a delivery is tried again, or null when that was the last time. Whatever pause would lead beyond the seven days
 * leads to their end, for one last attempt.
 * @param attempts with the one that just failed.
 * @param began when its seven days began.
 * @param after milliseconds that the other side asked for; at most a day of it counts.
 * @param random from 0 to 1: servers that went down together are not asked together.
 */
export function nextAttempt(
  { attempts, began, after }: { attempts: number; began: Date; after: number | null },
  now: Date,
  random: number,
): Date | null {
  const end = began.getTime() + patience;
  if (now.getTime() >= end) return null;
  const pause = Math.max(jittered(step(pauses, attempts - 1), random), Math.min(after ?? 0, day));
  return new Date(Math.min(now.getTime() + pause, end));
}

/** How a host fares. */
export interface Health {
  /** Attempts in a row that failed because of it. */
  failures: number;
  failingSince: Date | null;
  pausedUntil: Date | null;
}

/** Of a host that answers what can be answered for. */
export const healthy: Health = { failures: 0, failingSince: null, pausedUntil: null };

/**
 * A host after one more failure of its own: from the third on it is paused, up to half a day at a time. One that says how long
 * it wants to be left alone is left alone at once.
 */
export function afterFailure(before: Health, after: number | null, now: Date, random: number): Health {
  const failures = before.failures + 1;
  const own = failures < tolerance ? 0 : jittered(step(hostPauses, failures - tolerance), random);
  const pause = Math.max(own, Math.min(after ?? 0, day));
  const end = now.getTime() + pause;
  // What was on its way already when the host said for how long, says nothing of less.
  const isLonger = pause > 0 && end > (before.pausedUntil?.getTime() ?? 0);
  return {
    failures,
    failingSince: before.failingSince ?? now,
    pausedUntil: isLonger ? new Date(end) : before.pausedUntil,
  };
}

/**
 * The milliseconds of a `Retry-After` (RFC 9110, section 10.2.3): seconds, or the instant; null when there is none that
 * can be read. One that is past is 0.
 */
export function readRetryAfter(text: string | null, now: Date): number | null {
  if (text === null) return null;
  const plain = text.trim();
  if (/^\d{1,10}$/.test(plain)) return Number(plain) * 1000;
  // An HTTP date begins with the day of the week: `Date.parse` alone takes almost anything for a date.
  const instant = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(plain) ? Date.parse(plain) : Number.NaN;
  return Number.isNaN(instant) ? null : Math.max(0, instant - now.getTime());
}

/** A pause of a list: its last stands for all after it. */
function step(list: number[], index: number): number {
  return list[Math.min(index, list.length - 1)] ?? 0;
}

/** Up to a fifth more or less. */
function jittered(pause: number, random: number): number {
  return Math.round(pause * (0.8 + 0.4 * random));
}
