import { StoryError } from './narrator.ts'

/** Redirects that one visit follows. */
const MOST = 8

/** What a person's browser is for a story: it keeps cookies for each host and goes where it is sent. It draws nothing and runs no script. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>()

  /** Opens an address; answers what is shown in the end. */
  async open(address: string): Promise<{ readonly status: number; readonly text: string }> {
    let url = new URL(address)
    for (let hop = 0; hop < MOST; hop++) {
      const answer = await fetch(url, { headers: { Cookie: this.#for(url) }, redirect: 'manual' })
      this.#keep(url, answer.headers.getSetCookie())
      const next = answer.headers.get('location')
      if (next === null) return { status: answer.status, text: await answer.text() }
      url = new URL(next, url)
    }
    throw new StoryError(`${address} leads round in circles`)
  }

  #for({ host }: URL): string {
    return [...(this.#cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #keep({ host }: URL, cookies: readonly string[]): void {
    const kept = this.#cookies.get(host) ?? new Map<string, string>()
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') kept.delete(name)
      else kept.set(name, value)
    }
    this.#cookies.set(host, kept)
  }
}
