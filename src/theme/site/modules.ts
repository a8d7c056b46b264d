import { registerHooks } from 'node:module';

/** What a site's own modules are called when they are loaded anew; a module that was loaded once is never looked at again. */
const generationKey = 'postern-theme';

const kit = new URL('../kit.ts', import.meta.url).href;

/** JavaScript is read as the TypeScript that it is too: of that alone Node says where it is not written right. */
const isModule = /\.(?:ts|js|mjs)$/;

let isHooked = false;
let generation = 0;

/**
 * Loads a module of a site, and whatever modules beside it that one loads, as they are now. To them `postern/theme` is
 * this program: a site needs no package.json, and there is one `Html` only.
 * @param file its file: URL.
 */
export async function loadAnew(file: URL): Promise<Record<string, unknown>> {
  hook();
  generation += 1;
  const url = new URL(file);
  url.searchParams.set(generationKey, String(generation));
  return import(url.href);
}

function hook(): void {
  if (isHooked) return;
  isHooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      const by = context.parentURL && URL.parse(context.parentURL)?.searchParams.get(generationKey);
      const own = URL.parse(specifier)?.searchParams.get(generationKey);
      if (!by && !own) return next(specifier, context);
      if (specifier === 'postern/theme') return { url: kit, shortCircuit: true };
      const found = next(specifier, context);
      const url = URL.parse(found.url);
      if (url?.protocol !== 'file:' || !isModule.test(url.pathname) || url.pathname.includes('/node_modules/'))
        return found;
      url.searchParams.set(generationKey, by ?? own ?? '');
      return { ...found, url: url.href, format: 'module-typescript' };
    },
  });
}
