const ownOnly = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "base-uri 'none'",
];

/** No script, style, picture or connection but of this origin, and none within the page. */
export const pagePolicy = [
  ...ownOnly,
  "script-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The same of what pages of others may frame: it runs and asks nothing. */
export const embedPolicy = [...ownOnly, "form-action 'none'", 'frame-ancestors *'].join('; ');
