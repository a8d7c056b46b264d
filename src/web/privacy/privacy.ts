import type { Config } from '../../config.ts';
import { retention } from '../../conversation/retention/retention.ts';
import type { SiteView, TextView } from '../../theme/theme.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import { factsOf } from './facts.ts';

export const privacyPath = '/privacy';

/** What the blog keeps of others: made from how it is set up, and from the table by which it is taken out again. */
export function privacyView({ config, view }: { config: Config; view: SiteView }): TextView {
  const isGerman = /^de(-|$)/i.test(config.site.language);
  const kept = retention.map(({ de, en, days }) => ({ what: isGerman ? de : en, days }));
  const words = isGerman ? german : english;
  return {
    ...{ site: view, path: privacyPath, feeds: null },
    language: isGerman ? 'de' : 'en',
    ...words(factsOf(config, kept)),
  };
}
