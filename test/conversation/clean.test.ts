import { describe, expect, it } from 'vitest';
import { cleanMarkup } from '../../src/conversation/clean.ts';
import { addressesIn, countLinks } from '../../src/conversation/count-links.ts';
import { markupOf, plainLine } from '../../src/conversation/plain.ts';

const rel = 'rel="nofollow ugc noopener noreferrer"';

describe('what a stranger wrote', () => {
  it.each([
    ['words alone', 'Hello & goodbye', '<p>Hello &amp; goodbye</p>'],
    ['paragraphs', '<p>one</p><p>two</p>', '<p>one</p><p>two</p>'],
    ['parts of other pages', '<div>one</div><section>two</section>', '<p>one</p><p>two</p>'],
    [
      'headings',
      '<h1>Big</h1><h6>Small <em>one</em></h6>',
      '<p><strong>Big</strong></p><p><strong>Small <em>one</em></strong></p>',
    ],
    ['line breaks, two at most', 'a<br>b<br/><br><br><br>c<br>', '<p>a<br>b<br><br>c</p>'],
    ['what says the same', '<ins>a</ins><strike>b</strike><tt>c</tt>', '<p><u>a</u><s>b</s><code>c</code></p>'],
    ['a table, a row a line', '<table><tr><th>a<th>b<tr><td>c<td>d</table>', '<p>a b</p><p>c d</p>'],
    [
      'lists',
      '<ul><li>a<li>b<ol start="3" reversed><li value="7">c</ol></ul>',
      '<ul><li>a</li><li>b<ol start="3" reversed=""><li value="7">c</li></ol></li></ul>',
    ],
    ['items without a list', '<li>a<li>b', '<p>a</p><p>b</p>'],
    ['lists that number as no list does', '<ol start="1e9" type="I"><li value="x">a</ol>', '<ol><li>a</li></ol>'],
    ['quotes', '<blockquote cite="https://a.example">q</blockquote>', '<blockquote><p>q</p></blockquote>'],
    ['code as it stands', '<pre><code>a\n  b\n</code></pre>', '<pre><code>a\n  b</code></pre>'],
    [
      'ruby',
      '<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>',
      '<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>',
    ],
    ['readings of nothing', '<rp>(</rp><rt>x</rt>', '<p>(x</p>'],
    ['emphasis around paragraphs', '<b>a<p>b</p>c</b>', '<p><b>a</b></p><p><b>b</b></p><p><b>c</b></p>'],
    ['custom emoji', ':blobcat:', '<p>:blobcat:</p>'],
    ['pictures', 'a <img src="https://a.example/x.png" alt="X"> b', '<p>a b</p>'],
    ['formulas and drawings', 'a<math><mi>x</mi></math><svg><text>y</text></svg>b', '<p>ab</p>'],
    [
      'quotes said in words',
      '<p class="quote-inline">RE: <a href="https://a.example/">x</a></p><p>a<span class="quote-inline"><br>RE: <b>y</b></span></p>',
      '<p>a</p>',
    ],
    ['nothing to see', '<p>&nbsp;</p><p>\u200b\u3164</p><br><script>x</script>', ''],
  ])('keeps of %s what can be shown', (_, markup, html) => {
    expect(cleanMarkup(markup)?.html).toBe(html);
  });

  it('is shown as text too, one paragraph a line', () => {
    const markup = '<h2>Title</h2><p>One<br>two  <b>three</b></p><ul><li>a<li>b</ul><pre>x\n  y</pre>';
    expect(cleanMarkup(markup)?.text).toBe('Title\nOne two three\na\nb\nx y');
  });

  it('keeps the inner of two links', () => {
    expect(cleanMarkup('<a href="https://a.example/">x<a href="https://b.example/">y</a></a>')?.html).toBe(
      `<p><a href="https://a.example/" ${rel}>x</a><a href="https://b.example/" ${rel}>y</a></p>`,
    );
  });

  it.each([
    ['https://example.com', 'https://example.com/'],
    [' HTTP://EXAMPLE.com/ü?q=a b ', 'http://example.com/%C3%BC?q=a%20b'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['mailto:a@example.com?body=x', 'mailto:a@example.com'],
  ])('leads to %s', (href, address) => {
    expect(cleanMarkup(`<a href="${href}" target="_blank" rel="me">x</a>`)?.html).toBe(
      `<p><a href="${address}" ${rel}>x</a></p>`,
    );
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.com/',
    '/relative',
    '//example.com/',
    '#fragment',
    'https:example.com',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'https://',
    `https://example.com/${'x'.repeat(2_000)}`,
    `https://example.com/${'ü'.repeat(700)}`,
    'mailto:a@example.com,b@example.com',
    'mailto:',
  ])('does not lead to %s', (href) => {
    expect(cleanMarkup(`<a href="${href}">x</a>`)?.html).toBe('<p>x</p>');
  });

  it('shortens an address as Mastodon does, and nothing else', () => {
    const short =
      '<span class="invisible">https://</span><span class="ellipsis">example.com/long</span><span class="invisible">er</span>';
    const own = cleanMarkup(`<a href="https://example.com/longer">${short}</a>`)?.html;
    expect(own).toBe(`<p><a href="https://example.com/longer" ${rel}>${short}</a></p>`);
    const other = cleanMarkup(
      `<a href="https://evil.example/longer">${short}</a> <span class="invisible">x</span>`,
    )?.html;
    expect(other).toBe(`<p><a href="https://evil.example/longer" ${rel}>https://example.com/longer</a> x</p>`);
    // Nor around it: the whole link would be hidden.
    const around = cleanMarkup(
      '<span class="invisible"><a href="https://example.com/longer">https://example.com/longer</a></span>',
    )?.html;
    expect(around).toBe(`<p><a href="https://example.com/longer" ${rel}>https://example.com/longer</a></p>`);
  });

  it('keeps the classes that Mastodon gives a meaning', () => {
    const mention =
      '<span class="h-card" translate="no"><a href="https://a.example/@b" class="u-url mention">@b</a></span>';
    expect(cleanMarkup(mention)?.html).toBe(
      `<p><span class="h-card"><a href="https://a.example/@b" class="mention" ${rel}>@b</a></span></p>`,
    );
    expect(cleanMarkup('<p class="mention h-entry">a <span class="admin hidden">b</span></p>')?.html).toBe(
      '<p>a b</p>',
    );
  });

  it('does not turn the direction of what follows', () => {
    expect(cleanMarkup('\u202ea\u206abc\u2067&#x202b;')?.html).toBe('<p>abc</p>');
  });

  it('has no mark twice, and no more than eight of them around a word', () => {
    expect(cleanMarkup('<h2><strong>a</strong></h2><b><i><b>b</b></i></b>')?.html).toBe(
      '<p><strong>a</strong></p><p><b><i>b</i></b></p>',
    );
    const tags = ['b', 'i', 'u', 's', 'em', 'strong', 'code', 'sub', 'sup', 'small'];
    const cleaned = cleanMarkup(`${tags.map((tag) => `<${tag}>`).join('')}x`);
    expect(cleaned?.html.match(/<[a-z]+>/g)?.slice(1)).toEqual(tags.slice(0, 8).map((tag) => `<${tag}>`));
  });

  it('does not run over the lines above', () => {
    expect(cleanMarkup(`Z${'\u0301'.repeat(50)}${'<b>\u0302</b>'.repeat(50)}!`)?.text).toBe(`Z${'\u0301'.repeat(6)}!`);
  });

  it('ends where it is too long, between characters', () => {
    const { html = '' } = cleanMarkup('🎉'.repeat(40_000)) ?? {};
    expect(html).toMatch(/^<p>(?:🎉)+<\/p>$/u);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(html)).toBeGreaterThan(54_000);
  });

  it.each([
    ['an entity', '&lt;b&gt;', /^(?:<b>)*<?b?$/],
    ['a numbered entity', '&#x41;', /^A*$/],
    ['a tag', '<i>y</i>', /^y*$/],
  ])('ends without half of %s', (_, unit, whole) => {
    for (let shift = 0; shift < unit.length; shift += 1) {
      const markup = `${' '.repeat(shift)}${unit.repeat(Math.ceil(70_000 / unit.length))}`;
      expect(whole.test(cleanMarkup(markup)?.text ?? '&')).toBe(true);
    }
  });

  it.each([
    ...['script', 'style', 'template', 'title', 'svg', 'math', 'iframe', 'noembed', 'noframes', 'object', 'applet'],
    ...['audio', 'video', 'canvas', 'textarea', 'select', 'button', 'datalist', 'xmp', 'plaintext'],
  ])('says nothing of what stands in <%s>, which is no text', (tag) => {
    expect(cleanMarkup(`<p>a</p><${tag}>words</${tag}>`)).toEqual({ html: '<p>a</p>', text: 'a' });
  });

  it('keeps two empty lines of code in a row, and no more', () => {
    expect(cleanMarkup(`<pre>a${'\n'.repeat(9)}b</pre>`)?.html).toBe('<pre>a\n\n\nb</pre>');
  });

  it('is read to 64 KiB and no further, whatever stands there', () => {
    expect(cleanMarkup(`${' '.repeat(64 * 1024)}<p>late</p>`)?.html).toBe('');
    expect(cleanMarkup(`${' '.repeat(64 * 1024 - 14)}<p>late</p>`)?.html).toBe('<p>late</p>');
  });

  it('cannot ask for more than it brings: quotation marks, and a long link around many paragraphs', () => {
    const link = `<a href="https://example.com/${'x'.repeat(1_900)}">${'<p>x'.repeat(10_000)}`;
    for (const markup of ['"'.repeat(65_536), '&'.repeat(65_536), link]) {
      const clean = cleanMarkup(markup);
      expect(Buffer.byteLength(clean?.html ?? '')).toBeLessThanOrEqual(65_536);
      expect(clean?.html).toContain('<p>');
      expect(cleanMarkup(clean?.html ?? '')).toEqual(clean);
    }
  });

  it('is not as deep as it may be written', () => {
    const { html = '' } = cleanMarkup(`${'<blockquote>'.repeat(3_000)}deep`) ?? {};
    expect(html).toBe(`${'<blockquote>'.repeat(8)}<p>deep</p>${'</blockquote>'.repeat(8)}`);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['lets a script through', () => '<script>alert(1)</script>'],
    ['lets an attribute through without quotes', () => '<p class=x>y</p>'],
    ['leaves a tag open', () => '<p>x'],
    ['closes what is not open', () => 'x</p>'],
    ['writes entities of its own', () => '&copy;'],
  ])('is not shown at all when the sanitiser %s', (_, sanitiser) => {
    expect(cleanMarkup('x', sanitiser)).toBeNull();
  });
});

it('stays as it is where what is taken away parted what is left', () => {
  for (const markup of ['\0&nbsp;<em>x', '<ul>\u2066&nbsp;<li>x', '<p>a</p>\ufeff\u3000<b>b</b>']) {
    const clean = cleanMarkup(markup);
    expect(cleanMarkup(clean?.html ?? '')).toEqual(clean);
  }
});

describe('the links of a remark', () => {
  const remark = {
    author: 'https://a.example/@a',
    url: 'https://a.example/@a/1',
    mentions: ['https://b.example/users/b'],
  };
  const count = (markup: string) => countLinks({ ...remark, html: cleanMarkup(markup)?.html ?? '' });

  it('are counted once each', () => {
    const link = '<a href="https://c.example/1">x</a>';
    expect(count(`${link} ${link} <a href="https://c.example/2">y</a>`)).toBe(2);
    expect(count('no links')).toBe(0);
    const { html = '' } = cleanMarkup(`${link} ${link} <a href="mailto:a@example.com">y</a>`) ?? {};
    expect(addressesIn(html)).toEqual(['https://c.example/1', 'mailto:a@example.com']);
  });

  it('are not the people and hashtags that it names', () => {
    const mention = '<a class="mention" href="https://b.example/@b">@<span>b</span></a>';
    const hashtag = '<a class="mention hashtag" href="https://a.example/tags/x">#<span>x</span></a>';
    expect(count(`${mention} ${hashtag} <a href="https://a.example/@a/1">itself</a>`)).toBe(0);
  });

  it('are those that only say so', () => {
    expect(count('<a class="mention" href="https://spam.example/">@pills</a>')).toBe(1);
    expect(count('<a class="hashtag" href="https://a.example/buy">cheap</a>')).toBe(1);
    expect(count('<a href="https://b.example/page">@b</a>')).toBe(1);
  });
});

describe('plain text', () => {
  it('becomes paragraphs, lines and links', () => {
    expect(markupOf('One <b> & "two"\r\nSee https://example.com/a_(b)?x=1&y, and more.\r\n\r\n\r\nNext')).toBe(
      '<p>One &lt;b&gt; &amp; &quot;two&quot;<br>' +
        'See <a href="https://example.com/a_">https://example.com/a_</a>(b)?x=1&amp;y, and more.</p><p>Next</p>',
    );
  });

  it('is one line where it names something', () => {
    expect(plainLine('  A\n\ttitle \u202e<b>\0 ', 100)).toBe('A title <b>');
    expect(plainLine('🎉'.repeat(50), 10)).toBe(`${'🎉'.repeat(9)}…`);
  });
});
