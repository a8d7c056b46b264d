const activityStreams = 'https://www.w3.org/ns/activitystreams';

/** Everyone (ActivityPub §5.6). */
export const everyone = `${activityStreams}#Public`;

// Words beyond ActivityStreams are defined here and not by naming more contexts: some servers cannot read a document
// whose context they do not carry, and none has to fetch one.
const mastodon = {
  toot: 'http://joinmastodon.org/ns#',
  discoverable: 'toot:discoverable',
  indexable: 'toot:indexable',
  featured: { '@id': 'toot:featured', '@type': '@id' },
  featuredTags: { '@id': 'toot:featuredTags', '@type': '@id' },
  attributionDomains: { '@id': 'toot:attributionDomains', '@type': '@id' },
};

const accounts = {
  manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
  alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
  movedTo: { '@id': 'as:movedTo', '@type': '@id' },
  schema: 'http://schema.org#',
  PropertyValue: 'schema:PropertyValue',
  value: 'schema:value',
  // FEP-2c59
  webfinger: 'https://purl.archive.org/socialweb/webfinger#webfinger',
};

// FEP-521a; the same terms as https://w3id.org/security/multikey/v1 and https://www.w3.org/ns/did/v1.
const multikey = {
  sec: 'https://w3id.org/security#',
  assertionMethod: { '@id': 'sec:assertionMethod', '@type': '@id', '@container': '@set' },
  Multikey: 'sec:Multikey',
  controller: { '@id': 'sec:controller', '@type': '@id' },
  publicKeyMultibase: { '@id': 'sec:publicKeyMultibase', '@type': 'sec:multibase' },
};

/** Of an actor. */
export const actorContext = [
  activityStreams,
  'https://w3id.org/security/v1',
  { ...mastodon, ...accounts, ...multikey },
];

/** Of a post. */
export const postContext = [
  activityStreams,
  {
    Hashtag: 'as:Hashtag',
    sensitive: 'as:sensitive',
    dcterms: 'http://purl.org/dc/terms/',
    // FEP-044f
    gts: 'https://gotosocial.org/ns#',
    interactionPolicy: { '@id': 'gts:interactionPolicy', '@type': '@id' },
    canQuote: { '@id': 'gts:canQuote', '@type': '@id' },
    automaticApproval: { '@id': 'gts:automaticApproval', '@type': '@id' },
  },
];

/** Of a collection, an activity or a Tombstone. */
export const plainContext = activityStreams;

/** Of a collection of hashtags. */
export const hashtagContext = [activityStreams, { Hashtag: 'as:Hashtag' }];

/** Of an answer to a QuoteRequest (FEP-044f, in the words of Mastodon 4.5). */
export const quoteRequestContext = [activityStreams, { QuoteRequest: 'https://w3id.org/fep/044f#QuoteRequest' }];

/** Of a permission to quote. */
export const stampContext = [
  activityStreams,
  {
    QuoteAuthorization: 'https://w3id.org/fep/044f#QuoteAuthorization',
    gts: 'https://gotosocial.org/ns#',
    interactingObject: { '@id': 'gts:interactingObject', '@type': '@id' },
    interactionTarget: { '@id': 'gts:interactionTarget', '@type': '@id' },
  },
];
