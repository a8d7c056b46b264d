/** What a feed says in its header: where it stands, and who tells of it (WebSub §4). Both are ASCII. */
export function feedLinks(self: string, hubs: readonly string[]): { link: string } {
  return { link: [...hubs.map((hub) => `<${hub}>; rel="hub"`), `<${self}>; rel="self"`].join(', ') };
}
