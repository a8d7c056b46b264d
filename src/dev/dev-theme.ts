import { html } from '../html.ts';
import { datesFor } from '../theme/dates.ts';
import type { Parts, PostView, Row, SiteView, Theme } from '../theme/theme.ts';
import type { Drafts, Hiddenness } from './drafts.ts';

const words = {
  en: {
    draft: 'Draft',
    scheduled: (date: string) => `Scheduled for ${date}`,
    note: 'Readers do not see this yet.',
  },
  de: {
    draft: 'Entwurf',
    scheduled: (date: string) => `Geplant für ${date}`,
    note: 'Leser sehen das noch nicht.',
  },
};

/** As far from what is above it as from what is below. */
const markStyle = '.dev-mark{margin-block:-1rem 2rem}';

/** A theme as `postern dev` shows it: what readers do not see says so, and pages look for changes. `script`: the path of what looks. */
export function devTheme(theme: Theme, drafts: Pick<Drafts, 'of'>, script: string): Theme {
  const parts: Parts = {
    ...theme.parts,
    head: (view) => html`${theme.parts.head(view)}<script src="${view.site.base}${script}" defer></script>\n`,
    row: (view) => theme.parts.row({ ...view, post: named(view.site, view.post) }),
  };
  const marked =
    (render: Theme['post']): Theme['post'] =>
    (view) =>
      render(withMark(view));

  return {
    ...theme,
    stylesheet: `${theme.stylesheet}\n${markStyle}`,
    parts,
    post: marked(theme.post),
    note: marked(theme.note),
    page: marked(theme.page),
  };

  function named(site: SiteView, post: Row): Row {
    const hidden = drafts.of(post);
    if (!hidden) return post;
    const word = wordOf(site, hidden);
    return { ...post, title: post.title && `${post.title} · ${word}`, excerpt: `${word}. ${post.excerpt}` };
  }

  function withMark(view: PostView): PostView {
    const hidden = drafts.of(view.post);
    if (!hidden) return view;
    const { site } = view;
    const { note } = wordsFor(site);
    const header: Parts['header'] = (of) =>
      html`${site.parts.header(of)}<p class="follow dev-mark" role="note"><strong>${wordOf(site, hidden)}.</strong> ${note}</p>\n`;
    return { ...view, site: { ...site, parts: { ...site.parts, header } } };
  }
}

function wordsFor({ language }: SiteView) {
  return /^de\b/.test(language) ? words.de : words.en;
}

function wordOf(site: SiteView, hidden: Hiddenness): string {
  const { draft, scheduled } = wordsFor(site);
  return hidden.why === 'draft' ? draft : scheduled(datesFor(site.language, site.timezone).moment(hidden.date));
}
