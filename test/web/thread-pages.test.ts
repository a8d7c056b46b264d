import { describe, expect, it } from 'vitest';
import type { KeptRemark, Outlined, Speaker } from '../../src/conversation/kept.ts';
import { makeThread } from '../../src/conversation/thread.ts';
import { defaultTheme } from '../../src/theme/default/theme.ts';
import { conversationView } from '../../src/web/conversation-view.ts';
import { pageOfThread, pagesOf, type Standing } from '../../src/web/thread-pages.ts';
import { aPost, pageView, postView, site as view } from '../theme/sample.ts';

const speaker: Speaker = {
  ...{ uri: 'https://example.social/users/ana', user: 'ana', host: 'example.social', name: 'Ana' },
  ...{ url: 'https://example.social/@ana', portrait: null, isDiscoverable: true, isIndexable: true, isOwner: false },
};

type Whole = KeptRemark & Outlined;

const remark = (key: number, parent: number | null, own: Partial<KeptRemark> = {}): Whole =>
  sized({
    ...{ key, uri: `https://example.social/${key}`, kind: 'reply', state: 'shown', visibility: 'public', speaker },
    ...{ account: null, post: 1, parent: parent === null ? null : `https://example.social/${parent}` },
    ...{ url: null, title: null, warning: null, html: `<p>${'word '.repeat(60)}</p>`, language: 'en', media: [] },
    ...{ emoji: {}, published: new Date(1e12 + key * 1000), updated: null, received: new Date(1e12) },
    ...own,
  });

function sized(remark: KeptRemark): Whole {
  return { ...remark, size: Buffer.byteLength(remark.html ?? '') };
}

const shape = (standings: Standing[]): unknown =>
  standings.map(({ remark: { key }, answers, below }) => [
    answers ? `${key} to ${answers.remark.key} on ${answers.page}` : key,
    ...(below.length > 0 ? [shape(below)] : []),
  ]);

describe('the pages of a thread', () => {
  it('are one, though nobody said anything', () => {
    expect(pagesOf([])).toEqual([[]]);
    expect(pageOfThread(pagesOf([]), 1)).toEqual([]);
  });

  it('nest what answers, and name whom what stands flat answers', () => {
    const thread = makeThread([
      remark(1, null),
      remark(2, 1),
      remark(3, 2),
      remark(4, 3),
      remark(5, 1),
      remark(6, null),
    ]);
    expect(shape(pageOfThread(pagesOf(thread), 1))).toEqual([[1, [[2, [[3], ['4 to 3 on 1']]], [5]]], [6]]);
  });

  it('begin anew in the middle of a thread, and say what is answered on the page before', () => {
    const before = Array.from({ length: 97 }, (_, index) => remark(index + 1, null));
    const chain = [
      remark(98, null),
      remark(99, 98),
      remark(100, 99),
      remark(101, 99),
      remark(102, 101),
      remark(103, 98),
    ];
    const pages = pagesOf(makeThread([...before, ...chain, remark(104, 103)]));
    expect(pages.map(({ length }) => length)).toEqual([100, 4]);
    expect(shape(pageOfThread(pages, 2))).toEqual([
      ['101 to 99 on 1'],
      ['102 to 101 on 2'],
      ['103 to 98 on 1', [[104]]],
    ]);
  });

  it('end sooner where much is written, and hold one remark at least', () => {
    const html = `<p>${'x'.repeat(65_000)}</p>`;
    const pages = pagesOf(makeThread(Array.from({ length: 20 }, (_, index) => remark(index, null, { html }))));
    expect(pages.map(({ length }) => length)).toEqual([6, 6, 6, 2]);
    const huge = remark(1, null, { html: 'x'.repeat(500_000) });
    expect(pagesOf(makeThread([huge, remark(2, null)])).map(({ length }) => length)).toEqual([1, 1]);
  });
});

describe('two thousand replies', () => {
  const site = { origin: 'https://blog.example.com', base: '/blog', accounts: [], title: 'Notes' } as never;
  const replies = Array.from({ length: 2000 }, (_, index) => remark(index + 1, index % 3 === 0 ? null : index));
  const conversation = {
    replies,
    hidden: new Map(),
    quotes: [],
    likes: [],
    boosts: [],
    pictures: new Map<string, string>(),
  };
  const asked = (page: number, all = replies) => ({
    ...{ site, view: view(), post: aPost(), page, answer: null },
    pages: pagesOf(makeThread(all)),
  });

  it('make pages of well under a megabyte each, which hold every one once', () => {
    const pages = Array.from({ length: 20 }, (_, index) => {
      const found = conversationView(conversation, asked(index + 1));
      if (!found) throw new Error(`There is no page ${index + 1}.`);
      return index === 0
        ? defaultTheme.post(postView(aPost(), { conversation: found })).toString()
        : defaultTheme.replies({ ...pageView('/posts/hello'), post: aPost(), conversation: found }).toString();
    });
    const ids = pages.flatMap((page) => [...page.matchAll(/id="reply-(\d+)"/g)].map(([, key]) => Number(key)));
    expect(new Set(ids).size).toBe(2000);
    expect(ids).toHaveLength(2000);
    for (const page of pages) expect(Buffer.byteLength(page)).toBeLessThan(200_000);
    expect(conversationView(conversation, asked(21))).toBeNull();
  });

  it('stay under it whatever is written', () => {
    const html = `<p>${'&amp;'.repeat(13_000)}</p>`;
    const heavy = replies.map((one) => sized({ ...one, html }));
    const found = conversationView({ ...conversation, replies: heavy }, asked(1, heavy));
    const page = defaultTheme.post(postView(aPost(), { conversation: found })).toString();
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });
});
