import { readFile } from 'node:fs/promises';

/** Where the types of views are written. They stand beside the compiled program too. */
const sources = [
  'content/entry.ts',
  'content/post.ts',
  'theme/theme.ts',
  'theme/conversation.ts',
  'theme/parts.ts',
  'theme/site/define.ts',
];

const head = `// Written by \`postern theme types\`, which writes it anew after an update. Nothing runs from this file: it is for your editor.
declare module 'postern/theme' {
  /** A piece of markup that may be put into a page as it is. Only \`html\` and \`trusted\` make one. */
  export class Html {
    #markup;
    private constructor();
    toString(): string;
  }
  /** What a hole in a template may hold. Nothing is written for null, undefined, true and false. */
  export type Hole = Html | string | number | boolean | null | undefined | readonly Hole[];
  /** A template of markup: every hole is escaped, unless it is itself \`Html\`; lists are joined. Attributes must be quoted. */
  export function html(parts: TemplateStringsArray, ...holes: Hole[]): Html;
  /** Markup that was made safe elsewhere. The only way round \`html\`. */
  export function trusted(markup: string): Html;
  /** Text as it may stand in HTML, between tags or inside a quoted attribute. */
  export function escapeHtml(text: string): string;
  /** Says what its argument is, so that an editor knows the type of each view. */
  export function defineTheme(theme: SiteTheme): SiteTheme;
`;

/** What an editor needs to know of `postern/theme`, in one file that needs no other. */
export async function declarations(): Promise<string> {
  const texts = await Promise.all(
    sources.map((path) => readFile(new URL(`../../../src/${path}`, import.meta.url), 'utf8')),
  );
  // With what is said of each; an interface ends with the first bracket at the beginning of a line, a type before an empty one.
  const blocks = texts.flatMap((text) => [
    ...text.matchAll(
      /(?:^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^export (?:interface [\s\S]*?^}|type \w[\s\S]*?;)$(?=\n\n|\n*$(?![\s\S]))/gm,
    ),
  ]);
  const body = blocks.map(([block]) => block.replace(/^(?=.)/gm, '  '));
  return `${head}\n${body.join('\n\n')}\n}\n`;
}

/** For an editor, and for \`tsc\`: what the program that loads a theme understands. */
export const editorSettings = `{
  "compilerOptions": {
    "target": "es2024",
    "lib": ["es2024"],
    "module": "esnext",
    "moduleResolution": "bundler",
    "types": [],
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true,
    "verbatimModuleSyntax": true
  },
  "include": ["."]
}
`;
