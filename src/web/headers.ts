/**
 * What every answer carries, whatever its status. No script, no third party, nothing framed; pictures, styles and
 * forms from here alone.
 */
export function securityHeaders(origin: string): Record<string, string> {
  return {
    'content-security-policy':
      "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=()',
    ...(origin.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/**
 * For a file of the author's, by its media type: a drawing may style itself, and can do nothing else wherever it is
 * opened. Films, sounds and PDF run no script, and in a sandbox no browser plays or shows them.
 */
export function fileSecurityPolicy(type: string): string {
  const shown = /^(audio|video)\//.test(type) ? "media-src 'self'" : type === 'application/pdf' && "object-src 'self'";
  return `default-src 'none'; style-src 'unsafe-inline'; ${shown || 'sandbox'}`;
}
