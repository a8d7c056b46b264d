import sanitize from 'sanitize-html';
import { attributes, roles, silent } from './allow-list.ts';

/**
 * The first of two readings: what is not on the allow-list goes. What is left is well-formed in XML's sense only, and
 * read again, by our own rules, before anything of it is shown.
 */
export function sanitise(markup: string): string {
  return sanitize(markup, {
    allowedTags: [...roles.keys()],
    allowedAttributes: { ...attributes },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesAppliedToAttributes: ['href'],
    allowProtocolRelative: false,
    nonTextTags: [...silent],
    selfClosing: ['br', 'hr'],
    nestingLimit: 100,
    parseStyleAttributes: false,
  });
}
