import type { Theme } from '../theme.ts';
import { archive } from './archive.ts';
import { author } from './author.ts';
import { blogroll } from './blogroll.ts';
import { home } from './home.ts';
import { interact } from './interact.ts';
import { language } from './language.ts';
import { note } from './note.ts';
import { notice } from './notice.ts';
import { page } from './page.ts';
import { defaultParts } from './parts.ts';
import { post } from './post.ts';
import { repliesPage } from './replies.ts';
import { report } from './report.ts';
import { search } from './search.ts';
import { series } from './series.ts';
import { pageColors, stylesheet } from './style.ts';
import { subscribe } from './subscribe.ts';
import { tag } from './tag.ts';
import { text } from './text.ts';

/** The theme of a blog that says nothing else: one column, system fonts, light and dark, no script. */
export const defaultTheme: Theme = {
  stylesheet,
  pageColors,
  parts: defaultParts,
  home,
  post,
  note,
  page,
  replies: repliesPage,
  tag,
  author,
  language,
  series,
  archive,
  text,
  report,
  notice,
  interact,
  subscribe,
  blogroll,
  search,
};
