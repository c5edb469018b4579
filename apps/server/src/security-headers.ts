/**
 * Set on every answer. A constant, and not @fastify/helmet, which computes its headers anew for each request: that cost as
 * much as serving a small one.
 */
export const securityHeaders: Record<string, string> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Answers are one viewer's.
  'cache-control': 'no-store',
};
