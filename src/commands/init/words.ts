import type { Answers } from './answers.ts';

/** The files of a new blog in one language, but for what is the same in all of them. */
export interface Words {
  /** The commented postern.yaml; every answer comes ready to stand in YAML, and who is behind the blog as lines of it. */
  configuration(answers: Answers, contact: string): string;
  /** The first post, below its front matter. */
  hello: { title: string; slug: string; body(path: string): string };
  /** The page `/about`. */
  about: { title: string; slug: string; body(answers: Answers): string };
  readme(answers: Answers): string;
}
