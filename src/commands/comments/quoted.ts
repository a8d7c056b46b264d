import type { Site } from '../../config.ts';
import { cleanMarkup } from '../../conversation/clean.ts';
import type { Target } from '../../federation/answers/target.ts';
import { harmless } from '../followers/open.ts';
import { writer } from './open.ts';

/** What an editor shows below an answer: what it answers. */
export function quoted(target: Target, { title }: Pick<Site, 'title'>): string[] {
  const rule = 'Write your answer above, in Markdown. Nothing from this line on is sent; without a text nothing is.';
  if ('post' in target) return [rule, '', `You answer your post "${target.post.title ?? target.post.slug}".`];
  const { remark } = target;
  const text = cleanMarkup(remark.html ?? '')?.text ?? '';
  const about = remark.post ? `on "${remark.post.title ?? remark.post.slug}"` : `to ${title}`;
  return [
    ...[rule, '', `${writer(remark)} wrote ${about}:`, ''],
    ...text
      .split('\n')
      .map(harmless)
      .filter((line) => line !== '')
      .flatMap((line) => [`> ${line}`, '>'])
      .slice(0, -1),
  ];
}
