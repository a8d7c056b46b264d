/**
 * Short waits of the real clock (up to 100 ms) take no time from now on, in the order in which they were asked for; the
 * answer ends that. For tests in which time is passed in, and only such breaths are left.
 */
export function hurry(): () => void {
  const { setTimeout: wait, clearTimeout: clear } = globalThis;
  const hurried = new WeakMap<object, NodeJS.Immediate>();
  const quick = (act: (...values: unknown[]) => void, milliseconds = 0, ...values: unknown[]): unknown => {
    if (milliseconds > 100) return wait(act, milliseconds, ...values);
    const immediate = setImmediate(act, ...values);
    hurried.set(immediate, immediate);
    return immediate;
  };
  const stop = (timer: unknown): void => {
    const immediate = typeof timer === 'object' && timer !== null ? hurried.get(timer) : undefined;
    if (immediate) clearImmediate(immediate);
    else clear(timer as NodeJS.Timeout);
  };
  Object.assign(globalThis, { setTimeout: quick, clearTimeout: stop });
  return () => Object.assign(globalThis, { setTimeout: wait, clearTimeout: clear });
}
