import { memo } from 'react'

/** A place that Acquaint fills: React draws `fallback` (markup) once and never looks inside again. */
export const Slot = memo(({ name, fallback }) => (
  <div
    key={name}
    data-acquaint={name}
    suppressHydrationWarning // the edge may have filled it before React came
    // biome-ignore lint/security/noDangerouslySetInnerHtml: the page's own markup, nobody else's
    dangerouslySetInnerHTML={{ __html: fallback }}
  />
))

export const Home = () => (
  <main>
    <Slot name="home-hero" fallback="<h1>What everybody sees</h1>" />
  </main>
)
