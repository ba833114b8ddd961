/** What a route of the stub answers: a status and a body. */
export type Handler = (
  match: RegExpExecArray,
  body: Record<string, unknown>,
  query: URLSearchParams,
) => [number, unknown]

/** What GitHub tells of one try to deliver a webhook. */
export interface StubDelivery {
  readonly id: number
  readonly guid: string
  readonly delivered_at: string
  readonly status: string
  readonly status_code: number
}

/** A deployment with all its statuses, oldest first. */
export interface StubDeployment {
  readonly id: number
  readonly sha: string
  readonly environment: string
  readonly payload: unknown
  readonly statuses: { state: string; description: string; log_url: string }[]
}

/** What GitHub keeps for the App: deliveries of its webhooks, newest first, and which of them were asked for again. */
export class StubApp {
  readonly deliveries: StubDelivery[] = []
  readonly redelivered: number[] = []
  readonly deployments: StubDeployment[] = []

  routes(): [string, Handler][] {
    return [
      ['GET /app/hook/deliveries', () => [200, this.deliveries]],
      [
        'POST /app/hook/deliveries/(\\d+)/attempts',
        ([, id = '']) => {
          this.redelivered.push(Number(id))
          return [202, {}]
        },
      ],
      [
        'GET REPO/deployments',
        (_, __, query) => [
          200,
          this.deployments.filter(
            ({ sha, environment }) => sha === query.get('sha') && environment === query.get('environment'),
          ),
        ],
      ],
      ['POST REPO/deployments', (_, body) => [201, this.#create(body)]],
      [
        'GET REPO/deployments/(\\d+)/statuses',
        ([, id = '']) => [200, this.#deployment(id)?.statuses.toReversed() ?? []],
      ],
      [
        'POST REPO/deployments/(\\d+)/statuses',
        ([, id = ''], body) => {
          const status = {
            state: String(body['state']),
            description: String(body['description']),
            log_url: String(body['log_url']),
          }
          this.#deployment(id)?.statuses.push(status)
          return [201, status]
        },
      ],
    ]
  }

  #deployment(id: string): StubDeployment | undefined {
    return this.deployments[Number(id) - 1]
  }

  #create(body: Record<string, unknown>): StubDeployment {
    const made = {
      id: this.deployments.length + 1,
      sha: String(body['ref']),
      environment: String(body['environment']),
      payload: body['payload'],
      statuses: [],
    }
    this.deployments.push(made)
    return made
  }
}
