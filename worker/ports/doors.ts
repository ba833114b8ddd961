/** How people show who they are: GitHub's web flow for the users of an App (RFC 6749 §4.1 with RFC 7636). */
export interface SignIn {
  /** Where GitHub asks somebody; it sends them back to `redirect` with a code and `state`. */
  addressFor(request: {
    readonly redirect: string
    readonly state: string
    readonly challenge: string
  }): string
  /**
   * Whoever was given this code; undefined when the code is none. The token that it takes to learn that is never kept.
   * Throws a `ForgeError` when GitHub does not answer.
   */
  personOf(answer: {
    readonly redirect: string
    readonly code: string
    readonly verifier: string
  }): Promise<{ readonly login: string; readonly id: number } | undefined>
}

/** A public RSA key: RFC 7517 §4, RFC 7518 §6.3. */
export interface AccessKey {
  readonly kid: string
  readonly kty: 'RSA'
  readonly n: string
  readonly e: string
}

/** The public keys by which Cloudflare Access signs for a team. */
export interface AccessKeys {
  /** Those that are known, after asking again where this one is not among them; empty when nobody answers. */
  including(id: string): Promise<readonly AccessKey[]>
}

/** Behind Cloudflare Access: whom it says it is, what its tokens must be for, and its keys. */
export interface Access {
  /** Such as https://miskatonic.cloudflareaccess.com */
  readonly team: string
  readonly audience: string
  readonly keys: AccessKeys
}

/** The ways in that a deployment has; a page without any says how to get one. */
export interface Doors {
  readonly signIn: SignIn | undefined
  readonly access: Access | undefined
}
