// Loads the themes of the folders that are named, as a server does, and prints what is wrong in each: a test runner would load
// their modules in its own way.
import process from 'node:process';
import { formatProblem } from '../../src/problem.ts';
import { usualTokens } from '../../src/theme/default/style.ts';
import { defaultTheme } from '../../src/theme/default/theme.ts';
import { loadTheme } from '../../src/theme/site/load-theme.ts';

const told: string[][] = [];
for (const folder of process.argv.slice(2)) {
  const { theme, problems } = await loadTheme({ folder, usual: defaultTheme, usualTokens, patience: 3000 });
  // Of each part that is the site's own, what it gives for a view that holds nothing.
  for (const [name, part] of Object.entries(theme.parts)) {
    if (part === defaultTheme.parts[name as keyof typeof theme.parts]) continue;
    try {
      (part as (view: unknown) => unknown)({ site: { parts: theme.parts } });
    } catch {
      // The default's own, which has nothing to show there.
    }
  }
  told.push(problems().map(formatProblem));
}
process.stdout.write(JSON.stringify(told));
