import { afterEach, describe, expect, it } from 'vitest';
import { engines } from '../support/databases.ts';
import { type Publishing, post, startPublishing } from './publishing.ts';

describe.each(engines)('languages and translations on $name', (engine) => {
  let blog: Publishing;
  afterEach(() => blog.dispose());

  const keyed = (title: string, lang: string, more = ''): string =>
    post(title, `date: 2026-11-01\nlang: ${lang}\ntranslationKey: gate\n${more}`);
  const sample = {
    'posts/gate.md': keyed('The gate', 'en'),
    'posts/tor.md': keyed('Das Tor', 'de'),
    'posts/porte.md': keyed('La porte', 'fr', 'draft: true'),
    'posts/puerta.md': keyed('La puerta', 'es', 'unlisted: true'),
    'posts/deur.md': keyed('De deur', 'nl').replace('2026-11-01', '2027-11-01'),
    'pages/brana.md': '---\ntitle: Brána\nlang: cs\ntranslationKey: gate\n---\nText.',
    'posts/alone.md': post('Alone', 'date: 2026-11-02\ntranslationKey: alone'),
    'posts/plain.md': post('Plain', 'date: 2026-11-03'),
  };
  const languagesOf = async () => (await blog.posts.translations()).get('gate')?.map(({ language }) => language);

  it('links what is live and listed, one of each language, and nothing that is alone', async () => {
    blog = await startPublishing(engine, sample);
    expect([...(await blog.posts.translations()).keys()]).toEqual(['gate']);
    expect((await blog.posts.translations()).get('gate')).toEqual([
      { id: 'brana', permalink: '/brana', title: 'Brána', language: 'cs', canonical: null },
      { id: 'tor', permalink: '/posts/tor', title: 'Das Tor', language: 'de', canonical: null },
      { id: 'gate', permalink: '/posts/gate', title: 'The gate', language: 'en', canonical: null },
    ]);
    await blog.save({ 'posts/porte.md': keyed('La porte', 'fr'), 'posts/tor.md': null });
    expect(await languagesOf()).toEqual(['cs', 'en', 'fr']);
  });

  it('counts the languages of what is listed, and selects by them', async () => {
    blog = await startPublishing(engine, sample);
    expect(await blog.posts.languages()).toEqual([
      { language: 'en', count: 3 },
      { language: 'de', count: 1 },
    ]);
    // Whoever asks for /languages/ with anything behind it does not have the whole index read each time.
    expect(await blog.posts.languages()).toBe(await blog.posts.languages());
    await blog.save({ 'posts/plain.md': post('Plain', 'date: 2026-11-03\nlang: de') });
    expect(await blog.posts.languages()).toContainEqual({ language: 'de', count: 2 });
    await blog.save({ 'posts/plain.md': sample['posts/plain.md'] });
    expect((await blog.posts.list({ limit: 10, language: 'de' })).map(({ id }) => id)).toEqual(['tor']);
    expect(await blog.posts.count({ language: 'en' })).toBe(3);
    expect(await blog.posts.count({ language: 'EN' })).toBe(0);
  });

  it('counts the parts of each series, under the name that most of them give it', async () => {
    const part = (name: string, more = ''): string => post('Part', `date: 2026-11-02\nseries: ${name}\n${more}`);
    blog = await startPublishing(engine, {
      ...{ 'posts/a.md': part('A walk'), 'posts/b.md': part('a walk'), 'posts/c.md': part('A walk') },
      ...{ 'posts/d.md': part('Doors'), 'posts/e.md': part('Secret', 'unlisted: true'), 'posts/f.md': post('F', '') },
    });
    expect(await blog.posts.allSeries()).toEqual([
      { slug: 'a-walk', name: 'A walk', count: 3 },
      { slug: 'doors', name: 'Doors', count: 1 },
    ]);
  });

  it('tells of two that are one text in one language, naming both files, until one of them is another', async () => {
    blog = await startPublishing(engine, {
      ...sample,
      'posts/gate-2.md': keyed('The gate', 'en').replace('-01', '-05'),
    });
    expect(await blog.publisher.problems()).toEqual([
      expect.objectContaining({
        path: 'content/posts/gate-2.md',
        severity: 'warning',
        what: expect.stringMatching(/"gate" and the language en, as content\/posts\/gate\.md has/),
      }),
    ]);
    // The older one stands for both.
    expect((await blog.posts.translations()).get('gate')?.find(({ language }) => language === 'en')?.id).toBe('gate');
    await blog.save({ 'posts/gate.md': keyed('The gate', 'en-GB') });
    expect(await blog.publisher.problems()).toEqual([]);
    expect(await languagesOf()).toEqual(['cs', 'de', 'en', 'en-GB']);
  });
});
