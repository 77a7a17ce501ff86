declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  /** What the tests use of the package, which brings no types of its own. */
  export default class Provider {
    constructor(issuer: string, configuration: object)
    callback(): RequestListener
  }
}
