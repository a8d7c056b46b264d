export { shown } from './shown-text/fields.ts';
export { refused as shownText } from './shown-text/refused.ts';
