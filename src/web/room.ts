/** Memory for what strangers send. */
export interface Room {
  /** What one request gets of it. */
  share(block: string): Share;
}

export interface Share {
  /** Takes so many bytes more; false: there is no room for them. */
  take(bytes: number): boolean;
  /** Gives back all that was taken. */
  giveBack(): void;
}

/** So many bytes at once, and so many of them for one block of addresses. */
export function createRoom({ all, perBlock }: { all: number; perBlock: number }): Room {
  const held = new Map<string, number>();
  let sum = 0;

  function add(block: string, bytes: number): void {
    const now = (held.get(block) ?? 0) + bytes;
    sum += bytes;
    if (now > 0) held.set(block, now);
    else held.delete(block);
  }

  return {
    share(block) {
      let taken = 0;
      return {
        take(bytes) {
          if (sum + bytes > all || (held.get(block) ?? 0) + bytes > perBlock) return false;
          taken += bytes;
          add(block, bytes);
          return true;
        },
        giveBack() {
          add(block, -taken);
          taken = 0;
        },
      };
    },
  };
}
