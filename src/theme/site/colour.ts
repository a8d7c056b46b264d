/** Red, green and blue of sRGB in linear light, each 0 to 1. */
type Light = readonly [number, number, number];

/** The two values of `light-dark()`, each once more the same where there is one; null where a colour holds what cannot be split. */
export function schemesOf(value: string): { light: string; dark: string } | null {
  const [, inside] = /^light-dark\(([\s\S]*)\)$/i.exec(value) ?? [];
  if (inside === undefined) return /light-dark\(/i.test(value) ? null : { light: value, dark: value };
  let depth = 0;
  for (const [index, letter] of [...inside].entries()) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0)
      return { light: inside.slice(0, index).trim(), dark: inside.slice(index + 1).trim() };
  }
  return null;
}

/** WCAG 2.2: the contrast ratio of two colours, 1 to 21; null where one of them is written in a way that is not reckoned, or lets through what is behind it. */
export function contrast(one: string, other: string): number | null {
  const [first, second] = [read(one), read(other)];
  if (!first || !second) return null;
  const [light = 0, dark = 0] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Light): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function read(value: string): Light | null {
  const text = value.trim().toLowerCase();
  if (text === 'white') return [1, 1, 1];
  if (text === 'black') return [0, 0, 0];
  const [, digits] = /^#([\da-f]{3}|[\da-f]{6})$/.exec(text) ?? [];
  if (digits !== undefined) return readHex(digits);
  const [, name = '', inside = ''] = /^([a-z]+)\(([^()]*)\)$/.exec(text) ?? [];
  const parts = inside.trim().split(/[\s,]+/);
  if (parts.length !== 3) return null;
  return forms[name]?.(parts) ?? null;
}

function readHex(digits: string): Light {
  const whole = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) =>
    linear(Number.parseInt(whole.slice(at, at + 2), 16) / 255),
  );
  return [red, green, blue];
}

const forms: Record<string, (parts: string[]) => Light | null> = { rgb, rgba: rgb, hsl, hsla: hsl, oklch };

function rgb(parts: string[]): Light | null {
  return lightOf(parts.map((part) => measure(part, 255)).map((channel) => channel && linear(within(channel))));
}

/** CSS Color 4, 7: from hue, saturation and lightness. */
function hsl([hue = '', saturation = '', lightness = '']: string[]): Light | null {
  const [h, s, l] = [angle(hue), measure(saturation, 100), measure(lightness, 100)];
  if (h === null || s === null || l === null) return null;
  const channel = (n: number): number => {
    const k = (n + h / 30) % 12;
    return linear(within(l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** CSS Color 4, 9 and 18: from lightness, chroma and hue, by way of the three cones; what no screen shows is cut. */
function oklch([lightness = '', chroma = '', hue = '']: string[]): Light | null {
  const [l, c, h] = [measure(lightness, 1), measure(chroma, 1, 0.4), angle(hue)];
  if (l === null || c === null || h === null) return null;
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    within(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    within(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    within(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

function lightOf([red = null, green = null, blue = null]: (number | null)[]): Light | null {
  return red === null || green === null || blue === null ? null : [red, green, blue];
}

/** `whole` is 1, and so is 100 %, or what `percent` says. */
function measure(text: string, whole: number, percent = 1): number | null {
  const [, digits, sign] = /^([+-]?(?:\d+\.?\d*|\.\d+))(%?)$/.exec(text) ?? [];
  if (digits === undefined) return null;
  return sign === '%' ? (Number(digits) / 100) * percent : Number(digits) / whole;
}

function angle(text: string): number | null {
  const [, digits] = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:deg)?$/.exec(text) ?? [];
  return digits === undefined ? null : ((Number(digits) % 360) + 360) % 360;
}

function within(channel: number): number {
  return Math.min(1, Math.max(0, channel));
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
