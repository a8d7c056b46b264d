import temml from 'temml';

const longest = 5000;

/**
 * A formula as MathML, or null when its TeX cannot be read. Temml writes inline styles, which our pages' policy
 * forbids: colours become attributes of MathML, a frame a class, and the rest goes.
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
    return markup.replace(/ style="([^"]*)"/g, (_, style: string) => attributeFor(style));
  } catch {
    // Besides its ParseError, temml overflows the stack on braces nested by the thousand.
    return null;
  }
}

function attributeFor(style: string): string {
  const colour = /(?:^|;)color:(#[0-9a-f]{3,8})(?:;|$)/i.exec(style)?.[1];
  if (colour) return ` mathcolor="${colour}"`;
  return style.includes('border:') ? ' class="tml-box"' : '';
}
