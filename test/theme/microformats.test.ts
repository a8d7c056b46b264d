import { describe, expect, it } from 'vitest';
import { defaultTheme } from '../../src/theme/default/theme.ts';
import { byClass, links, properties, read, text } from './reading.ts';
import { aNote, aPost, archiveView, authorView, homeView, picture, postView, site, tagView } from './sample.ts';

const first = (markup: { toString(): string }, name: string) => {
  const [found] = byClass(read(markup.toString()), name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};

describe('a post as an h-entry', () => {
  const cover = { cover: { src: 'a.jpg', alt: 'Hills', caption: null }, media: { 'a.jpg': picture('a.jpg', 16, 9) } };
  const entry = first(
    defaultTheme.post(postView(aPost({ ...cover, updated: new Date('2026-11-22T08:30:00Z') }))),
    'h-entry',
  );

  it('says name, address, dates, summary, tags, picture and text', () => {
    expect(properties(entry)).toMatchObject({
      name: ['Hello'],
      url: ['/blog/posts/hello'],
      uid: ['/blog/posts/hello'],
      published: ['2026-11-20T09:30:00+01:00'],
      updated: ['2026-11-22T09:30:00+01:00'],
      summary: ['A greeting'],
      category: ['C & C'],
      featured: ['/blog/media/0123456789abcdef0123456789abcdef/a.jpg'],
      content: ['The text.'],
    });
  });

  it('has its author as an h-card', () => {
    const [author] = byClass(entry, 'p-author');
    expect(author && properties(author)).toMatchObject({ name: ['James'], url: ['/blog/@james'] });
    expect(author && properties(author).photo).toHaveLength(1);
  });

  it('names an author who has no account, without a link', () => {
    const plain = { ...authorView().author, name: 'Ada', href: null, url: null, handle: null, avatar: null };
    const [author] = byClass(first(defaultTheme.post(postView(aPost(), { authors: [plain] })), 'h-entry'), 'p-author');
    expect(author && properties(author)).toEqual({ name: ['Ada'] });
  });

  it('says nothing of a change on the same day', () => {
    const changed = aPost({ updated: new Date('2026-11-20T20:00:00Z') });
    expect(properties(first(defaultTheme.post(postView(changed)), 'h-entry'))).not.toHaveProperty('updated');
  });
});

describe('a note as an h-entry', () => {
  it('has no name', () => {
    const entry = properties(first(defaultTheme.note(postView(aNote)), 'h-entry'));
    expect(entry).not.toHaveProperty('name');
    expect(entry).toMatchObject({
      content: ['The text.'],
      url: ['/blog/notes/n'],
      published: ['2026-11-20T09:30:00+01:00'],
    });
  });
});

describe('the home page', () => {
  const page = read(defaultTheme.home(homeView()).toString());

  it('has the representative h-card: its url and uid are the page', () => {
    const [card] = byClass(page, 'h-card');
    expect(card && properties(card)).toMatchObject({
      name: ['James'],
      url: ['/blog/'],
      uid: ['/blog/'],
      note: ['Mends gates.'],
    });
    expect(card && properties(card).photo).toHaveLength(1);
    expect(links(page, 'me').map((link) => link.getAttribute('href'))).toEqual(['https://hachyderm.io/@makkes']);
  });

  it('is an h-feed of posts with names and notes without', () => {
    const [feed] = byClass(page, 'h-feed');
    expect(feed && properties(feed).name).toEqual(['Notes']);
    const entries = feed ? byClass(feed, 'h-entry').map(properties) : [];
    expect(entries).toMatchObject([
      { name: ['Hello'], url: ['/blog/posts/hello'], summary: ['A greeting'] },
      { summary: ['Frost.'], url: ['/blog/notes/n'] },
    ]);
    expect(entries[1]).not.toHaveProperty('name');
  });
});

describe('other lists', () => {
  it.each([
    ['tag', defaultTheme.tag(tagView()), '#C & C'],
    ['archive', defaultTheme.archive(archiveView()), 'Archive'],
    ['author', defaultTheme.author(authorView()), 'James'],
  ])('%s is an h-feed with a name', (_, markup, name) => {
    expect(properties(first(markup, 'h-feed')).name).toEqual([name]);
  });

  it('shows an author with fields, of which URLs are rel=me and scripts are text', () => {
    const card = first(defaultTheme.author(authorView()), 'h-card');
    expect(properties(card)).toMatchObject({ uid: ['/blog/@james'], url: ['/blog/@james', 'https://example.com/'] });
    expect(text(card)).toContain('javascript:alert(1)');
    expect(card.toString()).not.toContain('href="javascript:');
  });

  it('gives other authors than the owner no part in the owner’s accounts elsewhere', () => {
    const ada = { ...authorView().author, handle: '@ada@blog.example.com' };
    const page = read(defaultTheme.author({ ...authorView(), site: site(), author: ada }).toString());
    expect(links(page, 'me')).toEqual([]);
  });
});
