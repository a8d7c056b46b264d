/**
 * Text as both engines can store it. PostgreSQL refuses NUL, and half a surrogate pair has no UTF-8:
 * the first is left out, the second becomes U+FFFD.
 */
export function withoutNul(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
