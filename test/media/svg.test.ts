import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/media/kind.ts';
import { cleanSvg } from '../../src/media/svg.ts';

const root = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 20">';

function clean(markup: string): string {
  const answer = cleanSvg(Buffer.from(markup));
  return 'problem' in answer ? answer.problem : answer.bytes.toString();
}

function isWellFormed(xml: string): boolean {
  new SaxesParser({ xmlns: true }).write(xml).close();
  return true;
}

const attacks: [string, string][] = [
  ['a script', `${root}<script>alert(1)</script><rect/></svg>`],
  ['a script by prefix', `${root}<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script></svg>`],
  ['a script in capitals', `${root}<SCRIPT>alert(1)</SCRIPT></svg>`],
  ['a script in CDATA', `${root}<![CDATA[<script>alert(1)</script>]]></svg>`],
  ['a script in a style', `${root}<style>&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;</style></svg>`],
  ['a script in a style in CDATA', `${root}<style><![CDATA[</style><script>alert(1)</script>]]></style></svg>`],
  ['an event', `${root}<rect onload="alert(1)" onclick='alert(1)'/></svg>`],
  ['an event on the root', `<svg onload="alert(1)" xmlns="http://www.w3.org/2000/svg"/>`],
  [
    'HTML inside',
    `${root}<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="https://evil.example"/></body></foreignObject></svg>`,
  ],
  ['a link', `${root}<a xlink:href="javascript:alert(1)"><rect/></a></svg>`],
  ['an animated link', `${root}<a id="x"><animate attributeName="href" values="javascript:alert(1)"/></a></svg>`],
  ['a set link', `${root}<set attributeName="onmouseover" to="alert(1)"/></svg>`],
  ['something used from elsewhere', `${root}<use href="https://evil.example/x.svg#a"/></svg>`],
  ['a picture from elsewhere', `${root}<image xlink:href="https://evil.example/pixel.gif"/></svg>`],
  ['a drawing as data', `${root}<use href="data:image/svg+xml;base64,PHN2Zz4="/></svg>`],
  [
    'a fill from elsewhere',
    `${root}<rect fill="url(https://evil.example/x)" style="background:url('//evil.example/y')"/></svg>`,
  ],
  ['an imported style', `${root}<style>@import "https://evil.example/x.css";</style></svg>`],
  ['an imported style in escapes', `${root}<style>@\\69mport "https://evil.example/x.css";</style></svg>`],
  ['an external entity', `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${root}<text>&x;</text></svg>`],
  [
    'a stylesheet instruction',
    `<?xml version="1.0"?><?xml-stylesheet href="https://evil.example/x.css"?>${root}<rect/></svg>`,
  ],
  ['a handler element', `${root}<handler type="application/ecmascript">alert(1)</handler></svg>`],
];

describe('an SVG drawing', () => {
  it.each(attacks)('is shown without %s, or not at all', (_, markup) => {
    const shown = clean(markup);
    expect(shown).not.toMatch(
      /<script|<\/?a[\s>]|evil|javascript:|\son\w+=|<!|<\?|foreignObject|file:|data:image\/svg/i,
    );
  });

  it('is still what was drawn', () => {
    const drawing = `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made with an editor -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="300px" height="200" viewBox="0 0 30 20">
<metadata>/home/ada/secret.svg</metadata>
<style>.a { fill: url(#g); }</style>
<defs><linearGradient id="g" gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="#f00"/></linearGradient></defs>
<path class="a" d="M0 0h30v20z" transform="rotate(5)"/><use xlink:href="#g"/><text x="1">a &amp; b &lt; c</text>
</svg>`;
    const answer = cleanSvg(Buffer.from(drawing));
    if ('problem' in answer) throw new Error(answer.problem);
    const text = answer.bytes.toString();
    expect(isWellFormed(text)).toBe(true);
    expect(text).toContain('<style>.a { fill: url(#g); }</style>');
    expect(text).toContain('<linearGradient id="g" gradientUnits="userSpaceOnUse">');
    expect(text).toContain('<path class="a" d="M0 0h30v20z" transform="rotate(5)">');
    expect(text).toContain('xlink:href="#g"');
    expect(text).toContain('a &amp; b &lt; c');
    expect(text).not.toContain('secret');
    expect(text).not.toContain('Made with');
    expect({ width: answer.width, height: answer.height }).toEqual({ width: 300, height: 200 });
    expect(clean(text)).toBe(text);
  });

  it('takes its size from the viewBox, or has none', () => {
    expect(cleanSvg(Buffer.from(`${root}<rect/></svg>`))).toMatchObject({ width: 30, height: 20 });
    expect(cleanSvg(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="50%"/>'))).toMatchObject({
      width: null,
      height: null,
    });
  });

  it('is refused when it is broken, empty or in another encoding', () => {
    expect(clean('no drawing')).toContain('cannot be shown');
    expect(cleanSvg(Buffer.from(`\uFEFF${root}</svg>`, 'utf16le'))).toHaveProperty('problem');
  });

  it('is known by its bytes, whatever its name', () => {
    for (const markup of [`${root}</svg>`, `\uFEFF<?xml version="1.0"?>\n<!-- x --><!DOCTYPE svg>\n${root}</svg>`])
      expect(kindOf(Buffer.from(markup), 'x.txt').picture).toBe('svg');
    expect(kindOf(Buffer.from('<html><svg></svg></html>'), 'x.svg').picture).toBeNull();
  });
});
