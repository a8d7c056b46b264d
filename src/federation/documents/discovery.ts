import type { Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { escapeHtml } from '../../html.ts';
import type { Answer } from '../answer.ts';
import { json } from '../answer.ts';
import { webfingerPath } from '../webfinger/webfinger.ts';

export const nodeInfoPath = '/nodeinfo/2.1';
const schema = 'http://nodeinfo.diaspora.software/ns/schema/2.1';

/** Where NodeInfo is (https://nodeinfo.diaspora.software/protocol). */
export function nodeInfoLinks(site: Site): Answer {
  return json({ links: [{ rel: schema, href: absolute(site, nodeInfoPath) }] }, 'application/json');
}

/** What runs here and how much is in it, NodeInfo 2.1. Who has an account is the blog's own, so nobody can register. */
export function nodeInfo(site: Site, version: string, localPosts: number): Answer {
  const document = {
    version: '2.1',
    software: { name: 'postern', version },
    protocols: ['activitypub'],
    services: { inbound: [], outbound: ['atom1.0', 'rss2.0'] },
    openRegistrations: false,
    usage: { users: { total: site.accounts.length }, localPosts },
    metadata: { nodeName: site.title, nodeDescription: site.description },
  };
  return json(document, `application/json; profile="${schema}#"`);
}

/** Where WebFinger is, for clients that ask the old way (RFC 6415). */
export function hostMeta(site: Site): Answer {
  const template = `${site.origin}${webfingerPath}?resource={uri}`;
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" type="application/jrd+json" template="${escapeHtml(template)}"/>
</XRD>
`;
  return { ...json({}, 'application/xrd+xml; charset=utf-8', 'public, max-age=3600'), text };
}
