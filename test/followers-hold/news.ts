import { isSame, type Said, type Shown, saidOf, type Told } from './shown.ts';
import { kindOf } from './text.ts';

/** One thing that followers are told, once. */
export interface News {
  type: 'Create' | 'Update' | 'Delete';
  life: Told;
  said: Said | null;
}

export interface Telling {
  /** The blog federates for the first time. */
  begin(): void;
  /**
   * What followers are told at an instant, and must be told no more after it.
   * @param options.wanted what the owner named with `--announce`.
   */
  tell(now: Date, options?: { isAsked?: boolean; wanted?: Told | null }): News[];
  /** What should have been told by now, and was not. */
  overdue(now: Date): News[];
}

const minute = 60_000;
const week = 7 * 24 * 60 * minute;
const settle = minute;
const quiet = 10 * minute;
const mostAtOnce = 5;

/** What followers are told of a blog, by the rules of docs/writing.md ("What followers get"). */
export function createTelling({ posts, isInDoubt }: Shown, { auto }: { auto: boolean }): Telling {
  let lastCrowd: number | null = null;
  const lives = (): Told[] => posts.flatMap((post) => post.lives);
  const federates = ({ post }: Told): boolean => kindOf(post.path) !== 'page' && post.text.federate !== 'false';
  const isShown = (life: Told): boolean => !life.isGone && life.post.state === 'live';

  function isCrowd(times: Date[], time: Date): boolean {
    return times.filter((other) => Math.abs(+other - +time) <= minute).length > mostAtOnce;
  }

  /** In a crowd is whoever is within a minute of the middle of more than five. */
  function crowded(times: Date[]): Set<number> {
    return new Set(times.filter((time) => isCrowd(times, time)).map(Number));
  }

  function isEdit(life: Told): boolean {
    const { post, state, seen, said } = life;
    const isNews = state === 'told' && isShown(life) && federates(life) && seen !== post.revision;
    return isNews && !isSame(said, saidOf(post)) && !(post.text.minor && seen >= post.plain);
  }

  /** Whether it has not changed since its date came: its author waited long enough. */
  function isTimely({ post }: Told): boolean {
    return post.awaited !== null && +post.awaited === +post.changed;
  }

  function look(now: Date, isAsked: boolean, wanted: Told | null, isDry: boolean): News[] {
    const fresh = lives().filter((life) => life.state === 'undecided' && isShown(life) && federates(life));
    const crowd = crowded(fresh.filter(({ post }) => !post.awaited).map(({ made }) => made));
    const edited = lives().filter((life) => isEdit(life) && !isTimely(life));
    const edits = crowded(edited.map(({ post }) => post.changed));
    const before = lastCrowd;
    const rested = (life: Told, rest: number): boolean =>
      isAsked || (auto && (isTimely(life) || +life.post.changed + rest <= +now));
    const news: News[] = [];
    for (const life of lives()) {
      const { post, made } = life;
      const say = (type: News['type'], own: Partial<Told>): void => {
        const said = type === 'Delete' ? null : saidOf(post);
        news.push({ type, life, said });
        if (!isDry) Object.assign(life, { seen: post.revision, said: said ?? life.said, ...own });
      };
      if (kindOf(post.path) === 'page' || life.state === 'gone') continue;
      if (life.isGone) {
        if (life.state !== 'told') life.state = 'gone';
        else if (auto || isAsked) say('Delete', { state: 'gone' });
        continue;
      }
      if (!isShown(life)) continue;
      if (!federates(life)) {
        if (life.state === 'undecided') life.state = 'silent';
        life.seen = post.revision;
        continue;
      }
      if (life.state === 'told') {
        if (!isEdit(life)) life.seen = post.revision;
        else if (!isTimely(life) && edits.has(+post.changed) && auto && !isAsked) continue;
        else if (rested(life, quiet) && !isInDoubt()) say('Update', {});
        continue;
      }
      if (life === wanted) say('Create', { state: 'told' });
      if (life.state !== 'undecided') continue;
      const isStraggler = before !== null && Math.abs(+made - before) <= minute;
      if (post.awaited) {
        if (rested(life, settle) && !isInDoubt()) say('Create', { state: 'told' });
      } else if (crowd.has(+made) || isStraggler) {
        life.state = 'silent';
        lastCrowd = Math.max(lastCrowd ?? 0, +made);
      } else if (post.text.federate !== 'true' && +post.date < +made - week) life.state = 'silent';
      else if (rested(life, settle) && !isInDoubt()) say('Create', { state: 'told' });
    }
    return news;
  }

  return {
    begin() {
      for (const life of lives()) life.state = 'silent';
    },
    tell: (now, { isAsked = false, wanted = null } = {}) => look(now, isAsked, wanted, false),
    overdue: (now) => look(now, false, null, true),
  };
}
