import { describe, expect, it } from 'vitest';
import { html, trusted } from '../src/html.ts';

describe('html', () => {
  it('escapes whatever is put into a template', () => {
    const hostile = `<script>alert("1")</script> & 'x'`;
    expect(html`<p title="${hostile}">${hostile}</p>`.toString()).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
    );
  });

  it('keeps markup that it made itself, in lists too', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>`.toString()).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
  });

  it('writes nothing for what is absent, and 0 for zero', () => {
    expect(html`${null}${undefined}${false}${true}${0}`.toString()).toBe('0');
  });

  it('lets trusted markup through, and nothing that only looks like it', () => {
    expect(html`${trusted('<b>x</b>')}`.toString()).toBe('<b>x</b>');
    const forged = { toString: () => '<b>x</b>', map: undefined } as unknown as string;
    expect(() => html`${forged}`.toString()).toThrow();
  });
});
