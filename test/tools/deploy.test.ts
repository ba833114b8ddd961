import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'
import { expect, onTestFinished, test } from 'vitest'
import { type Bindings, miniflareOptions, VARIABLES } from '../../infra/worker/settings.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const BINDINGS: Bindings = {
  NETWORKS: [{ network: 'miskatonic', repository: 'miskatonic/network' }],
  PUBLIC_URL: 'https://control.test',
  GITHUB_API: 'https://github.test',
  GITHUB_APP_ID: '7',
  GITHUB_PRIVATE_KEY: '',
  GITHUB_WEBHOOK_SECRET: '',
  SIGNING_KEY: '',
}

/** `wrangler deploy` up to the moment at which it would send: alone in a network namespace, with a home of its own. */
const dryRun = (folder: string) =>
  spawnSync(
    'unshare',
    [
      '--map-root-user',
      '--net',
      process.execPath,
      path.join(root, 'node_modules/wrangler/bin/wrangler.js'),
      'deploy',
      '--dry-run',
      '--config=infra/worker/wrangler.jsonc',
      `--outdir=${folder}`,
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, HOME: folder, WRANGLER_SEND_METRICS: 'false', CI: 'true' },
    },
  )

test('what wrangler would deploy is complete, without a network, and answers', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cygnet-deploy-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { status, stdout, stderr } = dryRun(folder)
  expect(stderr).not.toMatch(/warning|error/i)
  expect({ status, stdout }).toMatchObject({ status: 0 })
  for (const name of ['env.FLEET (Fleet)', 'env.STORE', ...VARIABLES]) expect(stdout).toContain(name)

  // What it bundled is not what esbuild bundles for the local stack: it has to start as well.
  const miniflare = new Miniflare(
    miniflareOptions(readFileSync(path.join(folder, 'main.js'), 'utf8'), BINDINGS),
  )
  onTestFinished(() => miniflare.dispose())
  const answer = await miniflare.dispatchFetch('https://control.test/health')
  expect(await answer.json()).toEqual({ networks: ['miskatonic'] })
})
