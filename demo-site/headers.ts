/** What the browser may do on this site: run and load its own files, nothing inline, nothing foreign. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  // `acquaint` is the snippet's; `default` is client/trusted.ts, `preview` preview/stage.ts.
  'trusted-types acquaint default preview',
].join('; ')

/** The `_headers` file of Workers static assets. */
export const HEADERS = `/*
  Content-Security-Policy: ${POLICY}
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), browsing-topics=()
  Cross-Origin-Opener-Policy: same-origin
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/img/*
  Cache-Control: public, max-age=86400
/type/*
  Cache-Control: public, max-age=86400
/data/*
  Cache-Control: public, max-age=300
`
