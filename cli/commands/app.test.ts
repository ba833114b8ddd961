import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { appCommand } from './app.ts'

const PEM = '-----BEGIN RSA PRIVATE KEY-----\nnot really\n-----END RSA PRIVATE KEY-----\n'

/** A person with a browser, and as much of GitHub as turns a manifest into an App. */
describe('cygnet app create', () => {
  let folder: string
  let before: string
  let gitHub: Server
  let api: string
  let asked: string[]
  let answer: [number, unknown]
  let said: string
  let opened: Promise<string>

  beforeEach(async () => {
    before = process.cwd()
    folder = await mkdtemp(path.join(tmpdir(), 'cygnet-app-'))
    process.chdir(folder)
    asked = []
    said = ''
    const html_url = 'https://github.com/apps/cygnet-miskatonic'
    const secrets = { pem: PEM, webhook_secret: 's'.repeat(40), client_secret: 't'.repeat(40) }
    answer = [201, { id: 77, slug: 'cygnet-miskatonic', html_url, client_id: 'Iv23x', ...secrets }]
    gitHub = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      response.writeHead(answer[0]).end(JSON.stringify(answer[1]))
    })
    await new Promise<void>(resolve => gitHub.listen(0, '127.0.0.1', resolve))
    api = `http://127.0.0.1:${(gitHub.address() as AddressInfo).port}`
    opened = new Promise(resolve => {
      vi.spyOn(process.stderr, 'write').mockImplementation(text => {
        const address = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(String(text))?.[0]
        if (address !== undefined) resolve(address)
        return true
      })
    })
    vi.spyOn(process.stdout, 'write').mockImplementation(text => {
      said += String(text)
      return true
    })
  })
  afterEach(async () => {
    process.chdir(before)
    vi.restoreAllMocks()
    gitHub.close()
    await rm(folder, { recursive: true })
  })

  const start = (...words: string[]) =>
    appCommand()
      .exitOverride()
      .parseAsync(['create', '--for', 'https://control.test/x', '--github-api', api, ...words], {
        from: 'user',
      })
  const form = async (address: string) => {
    const html = await (await fetch(address)).text()
    const attribute = (pattern: RegExp) => (pattern.exec(html)?.[1] ?? '').replaceAll('&quot;', '"')
    return {
      action: new URL(attribute(/action="([^"]*)"/)),
      manifest: JSON.parse(attribute(/name="manifest" value="([^"]*)"/)),
    }
  }

  test('one button, GitHub’s own page, and the keys lie where only their owner reads', async () => {
    const done = start('--org', 'miskatonic', '--name', 'cygnet-miskatonic')
    const { action, manifest } = await form(await opened)
    expect(`${action.origin}${action.pathname}`).toBe(
      'https://github.com/organizations/miskatonic/settings/apps/new',
    )
    expect(manifest).toMatchObject({
      name: 'cygnet-miskatonic',
      url: 'https://control.test',
      public: false,
      hook_attributes: { url: 'https://control.test/github/webhook' },
      callback_urls: ['https://control.test/login/callback'],
      default_permissions: { checks: 'write', metadata: 'read' },
    })
    await fetch(`${manifest.redirect_url}?code=the-code&state=${action.searchParams.get('state')}`)
    await done
    expect(asked).toEqual(['POST /app-manifests/the-code/conversions'])
    const key = path.join('.cygnet/keys', 'cygnet-miskatonic.pem')
    expect(await readFile(key, 'utf8')).toBe(PEM)
    for (const ending of ['pem', 'webhook-secret', 'client-secret'])
      expect((await stat(`.cygnet/keys/cygnet-miskatonic.${ending}`)).mode & 0o777).toBe(0o600)
    expect(await readFile('.gitignore', 'utf8')).toContain('/.cygnet/')
    expect(said).toContain('"GITHUB_APP_ID": "77" and "GITHUB_CLIENT_ID": "Iv23x"')
    expect(said).toContain('https://github.com/apps/cygnet-miskatonic/installations/new')
    expect(said).not.toMatch(/not really|ssss|tttt/)
  })

  test('a code with another state, or through another name of this machine, is not looked at', async () => {
    const done = start()
    const { action, manifest } = await form(await opened)
    const state = action.searchParams.get('state') ?? ''
    const page = manifest.redirect_url
    expect(await (await fetch(new URL('/', page))).text()).not.toContain(state)
    for (const query of [
      'code=evil',
      'code=evil&state=',
      `code=evil&state=${state.slice(0, -1)}`,
      `code=evil&state=${'x'.repeat(state.length)}`,
      `code=../../users&state=${state}`,
    ])
      expect((await fetch(`${page}?${query}`)).status).toBe(404)
    const elsewhere = `${page.replace('127.0.0.1', 'localhost')}?code=evil&state=${state}`
    expect((await fetch(elsewhere).catch(() => ({ status: 404 }))).status).toBe(404)
    expect((await fetch(page, { method: 'POST', body: `code=evil&state=${state}` })).status).toBe(404)
    expect(asked).toEqual([])
    await fetch(`${page}?code=good&state=${state}`)
    await done
    expect(asked).toEqual(['POST /app-manifests/good/conversions'])
  })

  test('what GitHub does not say is not made up', async () => {
    answer = [404, { message: 'Not Found' }]
    const done = start().then(
      () => 'made',
      (error: unknown) => Reflect.get(Object(error), 'code'),
    )
    const { action, manifest } = await form(await opened)
    await fetch(`${manifest.redirect_url}?code=old&state=${action.searchParams.get('state')}`)
    expect(await done).toBe('control-plane')
    expect(await readdir('.cygnet/keys')).toEqual([])
  })

  test('the page runs nothing, and sends its form to GitHub only', async () => {
    const done = start('--name', '"><script>alert(1)</script>')
    const address = await opened
    const response = await fetch(address)
    expect(response.headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*form-action https:\/\/github\.com;/,
    )
    expect(await response.text()).not.toContain('<script>')
    const { action, manifest } = await form(address)
    await fetch(`${manifest.redirect_url}?code=good&state=${action.searchParams.get('state')}`)
    await done
  })
})
