/** Collects what happens in quick succession, and tells it once. */
export interface Gathering {
  add(path: string): void;
  addEverything(): void;
  /** What was not told yet is dropped. */
  close(): void;
}

/** More paths than this are not told one by one. */
const many = 1000;

/** Tells after `settle` milliseconds of quiet, at the latest `longest` milliseconds after the first event. */
export function createGathering(
  tell: (hint: 'everything' | string[]) => void,
  settle: number,
  longest: number,
): Gathering {
  let paths = new Set<string>();
  let isEverything = false;
  let since: number | null = null;
  let timer: NodeJS.Timeout | undefined;

  function wait(): void {
    since ??= performance.now();
    clearTimeout(timer);
    const left = since + longest - performance.now();
    timer = setTimeout(end, Math.max(0, Math.min(settle, left))).unref();
  }

  function end(): void {
    const hint = isEverything || paths.size > many ? 'everything' : [...paths];
    paths = new Set();
    isEverything = false;
    since = null;
    tell(hint);
  }

  return {
    add(path) {
      paths.add(path);
      wait();
    },
    addEverything() {
      isEverything = true;
      wait();
    },
    close: () => clearTimeout(timer),
  };
}
