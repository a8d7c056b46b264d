const [second, kibibyte, mebibyte] = [1000, 1024, 1024 * 1024];

/** What one connection may take its time for, and how many there may be. Times in milliseconds, sizes in bytes. */
export interface Limits {
  /** Until the header of a request is there. */
  headers: number;
  /** Until a request is there whole. */
  request: number;
  /** Between two requests on one connection. */
  keepAlive: number;
  /** Without a byte either way, while something is asked or answered. */
  silence: number;
  /** In so much time an answer that is waited for must move by `leastMoved`. */
  crawl: number;
  leastMoved: number;
  /** How often Node looks for those who are too slow: it is that much later that they are cut off. */
  look: number;
  /** Of all lines of a header together. */
  headerSize: number;
  headerLines: number;
  /** What stands behind the method: path and query. */
  target: number;
  /** Requests on one connection that wait for their answers. */
  pipelined: number;
  /** Requests that wait while the blog starts. */
  early: number;
  /** At once, from everywhere. */
  connections: number;
  /** At once, from one block of public addresses that is no proxy's. */
  connectionsPerBlock: number;
}

/**
 * The limits of a real server, each with its reason. They hold for those who connect: where a proxy stands in front, that
 * is the proxy, which must be hindered in nothing. docs/hosting.md shows them, and a test compares the two.
 */
export const limits: Limits = {
  // Headers of a browser fit in two packets.
  headers: 15 * second,
  // The largest body that is taken, at 35 kB a second. Inboxes and forms wait for less than that themselves.
  request: 30 * second,
  // Longer than proxies keep a connection (nginx 60 s, Traefik 90 s, Caddy 120 s): they must be the ones who close it,
  // since what they send on one that is just being closed gets lost, and no proxy sends a form or an activity twice.
  keepAlive: 125 * second,
  // A phone in a tunnel comes back sooner, or asks again.
  silence: 60 * second,
  // Two hundred bytes a second: no modem was so slow, and less is somebody who wants to hold the connection.
  crawl: 300 * second,
  leastMoved: 64 * kibibyte,
  look: 3 * second,
  // As Node and nginx have it; a signed request of a large server has 2 KiB.
  headerSize: 16 * kibibyte,
  // Behind three proxies it is some forty. Node would read 2,000, leave out what is more, and say nothing.
  headerLines: 200,
  // RFC 9110 §4.1 wants 8,000 at least; the longest of ours is a page with a handle's address in it.
  target: 8 * kibibyte,
  // Browsers and proxies wait for each answer. A test tool may send some at once.
  pipelined: 100,
  // Each is some kilobytes, and a first start on ten thousand posts takes a minute.
  early: 1000,
  // Each is a descriptor or two, and up to 200 kB while it reads a large file slowly. A proxy passes on what is under way
  // only, and keeps some 32 in reserve.
  connections: 1000,
  // A browser opens six; a class of pupils behind one address stays below.
  connectionsPerBlock: 100,
};

/** Of a body: its size, and until when it must be there whole. */
export interface BodyLimits {
  size: number;
  time: number;
}

export const bodyLimits = {
  /** One mebibyte, as Mastodon takes; ten seconds are plenty for it between servers. */
  inbox: { size: mebibyte, time: 10 * second },
  /** The longest of ours: 2,200 letters of a complaint, of which a form makes nine bytes each where they are Japanese. */
  form: { size: 24 * kibibyte, time: 5 * second },
  /**
   * What inboxes hold in memory at once, until each activity is answered: a thousand connections with a mebibyte each would
   * be more than the machine has. One block of addresses gets a quarter, so that it alone shuts out nobody.
   */
  room: { all: 64 * mebibyte, perBlock: 16 * mebibyte },
} satisfies { inbox: BodyLimits; form: BodyLimits; room: { all: number; perBlock: number } };
