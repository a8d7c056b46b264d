/** At a time, of pictures on one host: nobody can make this blog ask somebody else's server over and over. */
const mostOfHost = 4;

/** Those that are fetched now, and whether that is all of them. */
export interface Choice {
  addresses: string[];
  isAll: boolean;
}

/** Some addresses of pictures: each once, so many in all and so many of one host. Pure. */
export function choose(wanted: Iterable<string>, most: number): Choice {
  const chosen = new Set<string>();
  const ofHost = new Map<string, number>();
  let isAll = true;
  for (const address of wanted) {
    if (chosen.has(address)) continue;
    const host = URL.parse(address)?.host ?? '';
    const before = ofHost.get(host) ?? 0;
    if (chosen.size >= most || before >= mostOfHost) {
      isAll = false;
      continue;
    }
    chosen.add(address);
    ofHost.set(host, before + 1);
  }
  return { addresses: [...chosen], isAll };
}
