import type { ForgeSettings } from './settings.ts'

/** Every link that the forge writes, from the one address under which it is reached. */
export class Addresses {
  /** Without a slash at the end. */
  readonly base: string
  readonly #owner: string
  readonly #name: string

  constructor(base: string, { owner, name }: ForgeSettings['repository']) {
    this.base = base
    this.#owner = owner
    this.#name = name
  }

  get fullName(): string {
    return `${this.#owner}/${this.#name}`
  }

  /** An address of the API, such as `api('/user')`. */
  api(path: string): string {
    return `${this.base}/api/v3${path}`
  }

  /** An address of the API under the repository. */
  repository(path = ''): string {
    return this.api(`/repos/${this.fullName}${path}`)
  }

  /** What `git clone` takes, without credentials. */
  get git(): string {
    return `${this.base}/${this.fullName}.git`
  }

  pullPage(number: number): string {
    return `${this.base}/pulls/${number}`
  }

  commitPage(sha: string): string {
    return `${this.base}/commits/${sha}`
  }
}
