/** As much of a post as it can be recognised by. */
export interface Recognisable {
  id: string;
  kind: string;
  path: string;
  title: string | null;
  body: string;
}

/** So many different words, or fewer, are found in any two texts. */
const fewWords = 20;
/** Of all words that two texts have, so many are in both. */
const alike = 0.5;

/**
 * Which of the new posts look like one whose file is gone: they have its title, or half of its words. Such a file was
 * renamed and edited at once, most likely, so that neither its bytes nor its address tell which post it is. Pure.
 */
export function findLookalikes<Gone extends Recognisable, Fresh extends Recognisable>(
  gone: Gone[],
  fresh: Fresh[],
): { gone: Gone; fresh: Fresh }[] {
  if (gone.length === 0 || fresh.length === 0) return [];
  const words = new Map([...gone, ...fresh].map((post) => [post, wordsOf(post.body)]));
  const taken = new Set<Gone>();
  return fresh.flatMap((post) => {
    const found = gone.find(
      (other) =>
        other.kind === post.kind &&
        !taken.has(other) &&
        (isSameTitle(other, post) || haveMuchInCommon(words.get(other), words.get(post))),
    );
    if (!found) return [];
    taken.add(found);
    return [{ gone: found, fresh: post }];
  });
}

function isSameTitle({ title }: Recognisable, other: Recognisable): boolean {
  return title !== null && title.trim().toLowerCase() === other.title?.trim().toLowerCase();
}

function haveMuchInCommon(one: Set<string> = new Set(), other: Set<string> = new Set()): boolean {
  if (Math.min(one.size, other.size) <= fewWords) return false;
  const common = [...one].filter((word) => other.has(word)).length;
  return common / (one.size + other.size - common) >= alike;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
