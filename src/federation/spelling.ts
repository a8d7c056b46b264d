/** An actor's id in one spelling: the parser folds case, Unicode, ports that go without saying, and dots in the path. */
export function actorName(actor: URL): string {
  const plain = new URL(actor);
  plain.hash = '';
  plain.hostname = hostName(actor);
  return plain.href;
}

/** A host in one spelling: lower-case ASCII, without port and without the dot that may end it. */
export function hostName({ hostname }: URL): string {
  return hostname.replace(/\.+$/, '');
}
