import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Status } from '../schema/control-plane.ts'
import { CommandError } from './command-error.ts'
import { approveCommand } from './commands/approve.ts'
import { gatewayCommand } from './commands/gateway.ts'
import { pauseCommand, resumeCommand, rollbackCommand } from './commands/steer.ts'
import { statusText } from './status/status-text.ts'
import { plain } from './terminal.ts'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

const STATUS: Status = {
  network: 'miskatonic',
  release: null,
  next: null,
  waiting: null,
  pulls: [
    { number: 1, plan: A, head: 'c'.repeat(40), fork: false, approvedBy: null, needed: 1 },
    { number: 2, plan: B, head: 'd'.repeat(40), fork: false, approvedBy: null, needed: 1 },
  ],
  gateways: [],
  losses: [],
  stuck: [],
  audit: [],
}

const RELEASE_4: Status['release'] = {
  number: 4,
  plan: A,
  commit: 'c'.repeat(40),
  phase: 'rolling',
  title: 'release 4: 0 of 1 gateway committed',
  approvedBy: 'alice',
  wave: 1,
  waves: [],
  halt: null,
  can: ['roll-back'],
  movesAt: null,
}

describe('the operator’s tool', () => {
  let server: Server
  let url: string
  let seen: string[] = []
  let answer: (path: string) => [number, unknown] = () => [200, STATUS]

  beforeEach(async () => {
    seen = []
    vi.stubEnv('CYGNET_TOKEN', 'token-of-alice')
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`.trim())
        const [status, value] = answer(request.url ?? '')
        response.writeHead(status).end(typeof value === 'string' ? value : JSON.stringify(value))
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/miskatonic`
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
    server.close()
  })

  const run = (command: Command, ...words: string[]): Promise<Command> =>
    command.exitOverride().parseAsync(words, { from: 'user' })
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof CommandError)) throw new Error('it was not refused', { cause: error })
    return error.message
  }

  test('approves the plan of a pull request, and sends the token as Bearer', async () => {
    answer = path =>
      path.endsWith('approvals')
        ? [200, { plan: B, by: 'alice', at: 'now' }]
        : [200, path.includes('plans') ? 'the plan' : STATUS]
    await run(approveCommand(), '--pull', '2', '--url', url)
    expect(seen.at(-1)).toBe(`POST /v1/miskatonic/approvals Bearer token-of-alice {"plan":"${B}"}`)
  })

  test('pauses, resumes and rolls back the newest release', async () => {
    answer = () => [200, { release: 4, by: 'alice' }]
    await run(pauseCommand(), '--url', url)
    await run(resumeCommand(), '--url', url)
    await run(rollbackCommand(), '4', '--url', url)
    expect(seen).toEqual([
      'POST /v1/miskatonic/pause Bearer token-of-alice',
      'POST /v1/miskatonic/resume Bearer token-of-alice',
      'POST /v1/miskatonic/rollback Bearer token-of-alice {"release":4}',
    ])
  })

  test('rolls back nothing that was not named: a newer release may have begun', async () => {
    answer = () => [200, { ...STATUS, release: RELEASE_4 }]
    expect(await refusal(run(rollbackCommand(), '--url', url))).toMatch(
      /which release\? The newest is release 4/,
    )
    expect(await refusal(run(rollbackCommand(), 'v4', '--url', url))).toMatch(/no number of a release/)
    expect(seen).toEqual(['GET /v1/miskatonic/status Bearer token-of-alice'])
  })

  test('does not guess which of two plans was meant', async () => {
    answer = () => [200, STATUS]
    expect(await refusal(run(approveCommand(), '--url', url))).toMatch(/more than one plan waits/)
    expect(seen).toHaveLength(1)
  })

  test('says why it was refused, in the words of the control plane', async () => {
    answer = () => [403, { error: { code: 'may-not', message: 'this takes maintain', hint: 'ask' } }]
    expect(await refusal(run(gatewayCommand(), 'add', 'rlyeh', '--url', url))).toBe(
      'may-not: this takes maintain',
    )
  })

  test('sends its token neither in clear nor after a redirect', async () => {
    expect(
      await refusal(run(gatewayCommand(), 'add', 'rlyeh', '--url', 'http://control.example.net/v1/m')),
    ).toMatch(/no address/)
    answer = () => [302, '']
    await refusal(run(gatewayCommand(), 'add', 'rlyeh', '--url', url))
    expect(seen).toHaveLength(1)
  })

  test('says why nothing answers, and refuses an address that names no network', async () => {
    const nobody = 'http://127.0.0.1:9999/v1/miskatonic'
    vi.stubGlobal('fetch', () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })),
    )
    expect(await refusal(run(gatewayCommand(), 'add', 'rlyeh', '--url', nobody))).toBe(
      `${nobody} does not answer: connect ECONNREFUSED`,
    )
    vi.unstubAllGlobals()
    expect(
      await refusal(run(gatewayCommand(), 'add', 'rlyeh', '--url', 'https://control.example.net')),
    ).toMatch(/no address/)
  })

  test('asks for nothing without a token', async () => {
    vi.stubEnv('CYGNET_TOKEN', '')
    vi.stubEnv('GITHUB_TOKEN', '')
    expect(await refusal(run(gatewayCommand(), 'add', 'rlyeh', '--url', url))).toMatch(/no token/)
    expect(seen).toEqual([])
  })
})

test('the status shows what a gateway said, without what would move the cursor', () => {
  const text = statusText(
    {
      ...STATUS,
      pulls: [],
      gateways: [
        {
          name: 'rlyeh',
          bundle: A,
          standing: 'reverted',
          wave: 1,
          words: null,
          report: {
            outcome: 'reverted',
            counter: 3,
            saidAt: '2026-03-01T12:00:00Z',
            receivedAt: '2026-03-01T12:00:01Z',
            inForce: B,
            problem: { code: 'probe', message: 'no \u001b[2Janswer' },
            drift: {
              repaired: false,
              found: [
                {
                  kind: 'chain',
                  what: 'IPv4 filter CYGNET-FORWARD',
                  diff: ['+-A CYGNET-FORWARD -j ACCEPT\u001b[2J'],
                },
              ],
              more: 3,
            },
            tunnels: { up: 1, trap: 0, down: 1 },
            runner: '0.1.0',
          },
          measured: null,
        },
      ],
    },
    plain,
  )
  expect(text).toContain('runs bbbbbbbbbbbb, tunnels 1 up 0 trap 1 down, runner 0.1.0, heard')
  expect(text).toContain('drift: chain IPv4 filter CYGNET-FORWARD')
  expect(text).toContain('+-A CYGNET-FORWARD -j ACCEPT')
  expect(text).toContain('drift: 3 more')
  expect(text).toContain('reverted: probe: no  [2Janswer')
  expect(text).not.toContain('\u001b')
})
