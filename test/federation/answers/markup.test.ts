import { describe, expect, it } from 'vitest';
import { answerMarkup } from '../../../src/federation/answers/markup.ts';
import { blogSite } from '../sample.ts';

const ada = {
  uri: 'https://example.social/users/ada',
  user: 'ada',
  handle: 'ada@example.social',
  href: 'https://example.social/@ada',
};
const eve = {
  uri: 'https://xn--bcher-kva.example/u/eve',
  user: 'Eve',
  handle: 'Eve@xn--bcher-kva.example',
  href: 'https://xn--bcher-kva.example/@Eve',
};
const link = ({ user, href }: typeof ada): string =>
  `<span class="h-card"><a href="${href}" class="u-url mention">@<span>${user}</span></a></span>`;
const markup = (source: string, addressed: typeof ada | null = ada, named = [eve]): string =>
  answerMarkup(blogSite, { source, language: 'en', addressed, named });

describe('the markup of an answer', () => {
  it('names in front whom it answers, unless the text does', () => {
    expect(markup('Yes.')).toBe(`<p>${link(ada)} Yes.</p>`);
    expect(markup('- Yes.')).toBe(`<p>${link(ada)}</p>\n<ul>\n<li>Yes.</li>\n</ul>`);
    expect(markup('No, @Ada@Example.social.')).toBe(`<p>No, ${link({ ...ada, user: 'Ada' })}.</p>`);
    expect(markup('Yes.', null)).toBe('<p>Yes.</p>');
  });

  it('links who is known, however their host is spelt, and leaves others as they are written', () => {
    expect(markup('With @eve@bücher.example', null)).toBe(`<p>With ${link({ ...eve, user: 'eve' })}</p>`);
    expect(markup('With @zed@example.org #frost', null)).toBe('<p>With @zed@example.org #frost</p>');
  });

  it('writes nothing of a stranger’s name as markup', () => {
    const hostile = { ...ada, user: '"><script>', href: 'https://example.social/"><script>' };
    expect(markup('Yes.', hostile)).not.toContain('<script>');
  });
});
