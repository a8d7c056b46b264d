import type { RendererRule, Token } from 'markdown-it';
import { escapeHtml } from '../../html.ts';
import { plainText } from './plain-text.ts';
import { type Parsed, type Rendering, renderingOf } from './rendering.ts';

export type Rules = Record<string, RendererRule>;

/** A rule that needs its token and the rendering it works for. */
export function rule(write: (token: Token, rendering: Rendering, env: Parsed) => string): RendererRule {
  return (tokens, index, _options, env) => {
    const token = tokens[index];
    return token ? write(token, renderingOf(env), env as Parsed) : '';
  };
}

/** A picture; its title as an attribute, where that is no caption. */
export function pictureOf(image: Token, hasTitle = true): string {
  const title = hasTitle && image.attrGet('title');
  const alt = escapeHtml(plainText(image.children ?? []));
  const source = escapeHtml(String(image.attrGet('src') ?? ''));
  return `<img src="${source}" alt="${alt}"${title ? ` title="${escapeHtml(String(title))}"` : ''} />`;
}

/** What all targets have alike. Addresses and sizes are set when the markup is cleaned. */
export const commonRules: Rules = {
  image: rule((image) => pictureOf(image)),
  code_inline: rule(({ content }) => `<code>${escapeHtml(content)}</code>`),
};
