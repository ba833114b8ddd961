import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type AuditEntry, EMPTY, hashOf, signedBytes } from '../../schema/audit-chain.ts'
import { AuditRequest } from '../../schema/control-plane.ts'
import { fromBase64, toBase64 } from '../../schema/wire/base64.ts'
import { signingKey } from '../../schema/wire/ed25519.ts'
import { initNetwork, type MadeNetwork } from '../init/init-network.ts'
import { makeOperatorKey } from '../operator/key-file.ts'
import { auditCommand } from './audit.ts'

/** An operator at the command line, before a control plane that serves whatever log it likes. */
describe('cygnet audit', () => {
  let folder: string
  let made: MadeNetwork
  let server: Server
  let url: string
  let log: AuditEntry[]
  let said: string

  const append = (who: string, what: string, detail: object): void => {
    const last = log.at(-1) ?? EMPTY
    const link = { number: last.number + 1, at: Date.UTC(2026, 2, log.length + 1), who, what }
    const chained = { ...link, detail: JSON.stringify(detail), previous: last.hash }
    const hash = hashOf(chained)
    const key = signingKey(fromBase64(made.workerSeed))
    const signature = toBase64(key.sign(signedBytes('miskatonic', { number: link.number, hash })))
    log = [...log, { ...chained, hash, signature }]
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cygnet-audit-'))
    made = await initNetwork({ folder, network: 'miskatonic' })
    log = []
    append('alice', 'approved', { plan: 'a'.repeat(64), pulls: [4] })
    append('rlyeh', 'enrolled', { gateway: 'rlyeh' })
    append('bob', 'approval-refused', { code: 'own-change \u001b[2J' })
    said = ''
    vi.stubEnv('CYGNET_TOKEN', 'token-of-alice')
    vi.spyOn(process.stdout, 'write').mockImplementation(text => {
      said += String(text)
      return true
    })
    server = createServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams
      const { after } = AuditRequest.parse(Object.fromEntries(query))
      const entries = log.slice(after, after + 2)
      response.end(JSON.stringify({ entries, head: log.at(-1) ?? null }))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/miskatonic`
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
    server.close()
    await rm(folder, { recursive: true })
  })

  const run = async (...words: string[]): Promise<string> => {
    said = ''
    await auditCommand()
      .exitOverride()
      .parseAsync([...words, '--url', url], { from: 'user' })
    return said
  }
  const verify = (): Promise<string> =>
    run('verify', '--from', path.join(folder, 'seen/head.json'), '--trust', path.join(folder, 'trust'))

  test('shows who did what, one line each, with nothing that moves the cursor', async () => {
    expect((await run()).split('\n')).toEqual([
      '    1  2026-03-01 00:00:00Z  alice approved  plan aaaaaaaaaaaa, pulls [4]',
      '    2  2026-03-02 00:00:00Z  rlyeh enrolled  gateway rlyeh',
      '    3  2026-03-03 00:00:00Z  bob approval-refused  code own-change  [2J',
      '',
    ])
  })

  test('shows what was asked for', async () => {
    expect(await run('--who', 'ALICE')).toMatch(/^ +1 .*\n$/)
    expect(await run('--about', 'rlyeh')).toMatch(/^ +2 .*\n$/)
    expect(await run('--what', 'refused')).toMatch(/^ +3 .*\n$/)
    expect(await run('--since', '2026-03-02', '--last', '2')).toMatch(/^ +2 .*\n +3 .*\n$/)
    expect(JSON.parse(await run('--last', '1', '--format', 'json'))).toEqual(log.slice(-1))
    await expect(run('--since', 'yesterday')).rejects.toMatchObject({ code: 'usage' })
  })

  test('verify notes what it saw, and goes on from there', async () => {
    expect(await verify()).toContain('whole: 3 entries; nothing was noted before')
    append('alice', 'paused', {})
    expect(await verify()).toContain('whole: 4 entries; it holds entry 3 as noted')
    expect(JSON.parse(await readFile(path.join(folder, 'seen/head.json'), 'utf8'))).toMatchObject({
      number: 4,
    })
  })

  test('verify says where the log breaks, and keeps what was noted', async () => {
    await verify()
    const honest = log
    log = honest.map(entry => (entry.number === 2 ? { ...entry, who: 'ulthar' } : entry))
    await expect(verify()).rejects.toMatchObject({ code: 'problems', message: /^changed: .* entry 2 / })
    log = honest.slice(0, 2)
    await expect(verify()).rejects.toMatchObject({ message: /^cut-off: .* ends at 2; .* reach 3$/ })
    log = []
    append('alice', 'approved', {})
    append('alice', 'approved', {})
    append('alice', 'approved', {})
    await expect(verify()).rejects.toMatchObject({ message: /^rewritten: entry 3/ })
    log = honest
    expect(await verify()).toContain('it holds entry 3 as noted')
  })

  test('verify with a note of another network, a damaged one, or no root', async () => {
    await verify()
    const file = path.join(folder, 'seen/head.json')
    await writeFile(file, JSON.stringify({ network: 'arkham', number: 1, hash: 'a'.repeat(64) }))
    await expect(verify()).rejects.toMatchObject({ code: 'usage' })
    await writeFile(file, '{"number":')
    await expect(verify()).rejects.toMatchObject({ code: 'unreadable' })
    await expect(run('verify', '--trust', path.join(folder, 'none'))).rejects.toMatchObject({
      code: 'unreadable',
    })
  })

  test('is asked with a key where there is one', async () => {
    vi.stubEnv('CYGNET_TOKEN', '')
    const file = path.join(folder, 'alice.pem')
    await makeOperatorKey(file, 'iä iä')
    const heads: string[] = []
    server.on('request', request => heads.push(String(request.headers.authorization)))
    vi.stubEnv('CYGNET_KEY', file)
    vi.stubEnv('CYGNET_PASSPHRASE', 'iä')
    await expect(run()).rejects.toMatchObject({ code: 'unreadable' })
    vi.stubEnv('CYGNET_PASSPHRASE', 'iä iä')
    await run()
    expect(heads[0]).toMatch(/^Cygnet [A-Za-z0-9_-]{200,400}$/)
    expect(createPrivateKey({ key: await readFile(file), passphrase: 'iä iä' }).asymmetricKeyType).toBe(
      'ed25519',
    )
  })
})
