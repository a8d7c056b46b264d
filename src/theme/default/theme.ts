import type { Theme } from '../theme.ts';
import { archive } from './archive.ts';
import { author } from './author.ts';
import { home } from './home.ts';
import { interact } from './interact.ts';
import { note } from './note.ts';
import { notice } from './notice.ts';
import { page } from './page.ts';
import { defaultParts } from './parts.ts';
import { post } from './post.ts';
import { repliesPage } from './replies.ts';
import { report } from './report.ts';
import { series } from './series.ts';
import { pageColors, stylesheet } from './style.ts';
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
  series,
  archive,
  text,
  report,
  notice,
  interact,
};
