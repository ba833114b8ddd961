import type { Handler } from './app.ts'

interface StubComment {
  readonly pull: number
  readonly body: string
  readonly performed_via_github_app: { readonly id: number } | null
}

/** The comments on the stub's pull requests. */
export class StubComments {
  readonly made: StubComment[] = []

  /** Whoever asks here is the App with this id. */
  routes(app: number): [string, Handler][] {
    const path = 'REPO/issues/(\\d+)/comments'
    return [
      [`GET ${path}`, ([, number = '']) => [200, this.made.filter(({ pull }) => pull === Number(number))]],
      [
        `POST ${path}`,
        ([, number = ''], body) => {
          const comment = { pull: Number(number), body: String(body['body']) }
          this.made.push({ ...comment, performed_via_github_app: { id: app } })
          return [201, {}]
        },
      ],
    ]
  }
}
