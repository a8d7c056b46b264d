import temml from 'temml';

const longest = 5000;

/**
 * A formula as MathML, or null when its TeX cannot be read. Temml writes inline styles, which our pages' policy
 * forbids: colours become attributes of MathML, frames, lines and the gaps of a table classes, and the rest goes.
 */
export function mathml(tex: string, display: boolean): string | null {
  if (tex.length > longest) return null;
  try {
    const markup = temml.renderToString(tex, {
      displayMode: display,
      throwOnError: true,
      maxExpand: 300,
      maxSize: [40, 40],
    });
    return markup.replace(/(?: class="([^"]*)")? style="([^"]*)"/g, (_, classes = '', style: string) =>
      withoutStyle(classes, style),
    );
  } catch {
    // Besides its ParseError, temml overflows the stack on braces nested by the thousand.
    return null;
  }
}

/** What an inline style draws that cannot be left out, by the class that the theme has for it. */
const drawn: Readonly<Record<string, RegExp>> = {
  'tml-box': /border:/,
  'tml-side': /border-right:/,
  'tml-underline': /border-bottom:/,
  'tml-flush': /padding-left:0em;padding-right:0em/,
  'tml-apart': /padding-left:[1-9]\d*(?:\.\d+)?em/,
};

function withoutStyle(classes: string, style: string): string {
  const names = Object.keys(drawn).filter((name) => drawn[name]?.test(style));
  const all = [classes, ...names].filter((name) => name !== '').join(' ');
  const colour = /(?:^|;)color:(#[0-9a-f]{3,8})(?:;|$)/i.exec(style)?.[1];
  return `${all && ` class="${all}"`}${colour ? ` mathcolor="${colour}"` : ''}`;
}
