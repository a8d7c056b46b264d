import { preloadedContexts } from '@fedify/fedify/runtime';

// Contexts that big servers name and Fedify does not carry.
const further: Record<string, object> = {
  // WordPress: capability discovery.
  'https://w3id.org/fep/844e': {
    implements: { '@id': 'https://w3id.org/fep/844e#implements', '@type': '@id', '@container': '@set' },
  },
};

// Akkoma and Pleroma name a context on their own host: the terms of it that concern what we read.
const litepub = {
  Emoji: 'toot:Emoji',
  Hashtag: 'as:Hashtag',
  PropertyValue: 'schema:PropertyValue',
  toot: 'http://joinmastodon.org/ns#',
  schema: 'http://schema.org#',
  litepub: 'http://litepub.social/ns#',
  value: 'schema:value',
  sensitive: 'as:sensitive',
  discoverable: 'toot:discoverable',
  manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
  capabilities: 'litepub:capabilities',
  quoteUrl: 'as:quoteUrl',
  alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
  EmojiReact: 'litepub:EmojiReact',
};

/**
 * The JSON-LD context behind a URL, from what is bundled, or null. Contexts are never fetched: whoever serves one decides
 * what a document means.
 */
export function bundledContext(url: string): object | null {
  // The URL is a stranger's: `__proto__` is no context.
  if (Object.hasOwn(preloadedContexts, url)) return preloadedContexts[url] as object;
  if (Object.hasOwn(further, url)) return { '@context': further[url] };
  return /^https:\/\/[^/]+\/schemas\/litepub-0\.1\.jsonld$/.test(url) ? { '@context': litepub } : null;
}
