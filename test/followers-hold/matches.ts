import type { News } from './news.ts';
import type { Arrival, Json } from './peers.ts';
import type { Said } from './shown.ts';

const everyone = 'https://www.w3.org/ns/activitystreams#Public';

/** Whether what arrived tells this. */
export function matches(
  { type, activity }: Pick<Arrival, 'type' | 'activity'>,
  { type: told, life, said }: News,
): boolean {
  const object = activity.object as Json;
  if (type !== told || (life.uri !== null && object.id !== life.uri)) return false;
  if (type === 'Delete') return object.type === 'Tombstone' && life.uri !== null;
  const isUpdate = typeof object.updated === 'string';
  return said !== null && says(object, said) && isUpdate === (type === 'Update');
}

/** Whether an object shows just this. */
export function says(object: Json, { kind, type, title, body, slug, quiet, warning }: Said): boolean {
  const [to] = object.to as string[];
  const content = String(object.content);
  return (
    object.type === type &&
    (type === 'Article' ? object.name === title : object.name === undefined) &&
    content.includes(body) &&
    (kind !== 'post' || type === 'Article' || content.includes(title)) &&
    (slug === null ? /\/notes\/[^/]+$/.test(String(object.url)) : String(object.url).endsWith(`/posts/${slug}`)) &&
    (to === everyone) === !quiet &&
    (object.summary ?? null) === warning
  );
}
