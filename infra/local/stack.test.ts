import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Octokit } from '@octokit/rest'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { rootPath } from '../../schema/wire/repository.ts'
import { type Stack, type StackOptions, startStack } from './stack.ts'

const repo = { owner: 'miskatonic', repo: 'network' }

let folder: string
let options: StackOptions

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'stack-'))
  options = { folder, network: 'miskatonic', users: [{ login: 'herbert', role: 'admin' }] }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The folder's stack in a process of its own, until it is killed. */
const runAndKill = async (work: () => Promise<void>): Promise<void> => {
  const script = path.join(folder, 'run.mjs')
  await writeFile(
    script,
    `import { startStack } from ${JSON.stringify(path.join(import.meta.dirname, 'stack.ts'))}
     await startStack(${JSON.stringify(options)})
     console.log('up')`,
  )
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  try {
    await work()
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

/** The one check run on main, once the Worker has made it. */
const rolloutCheck = async (stack: Stack) => {
  const octokit = new Octokit({ baseUrl: stack.forge.apiUrl, auth: stack.forge.token('herbert') })
  return vi.waitFor(
    async () => {
      const { data } = await octokit.checks.listForRef({ ...repo, ref: 'main' })
      const [run] = data.check_runs
      if (run?.status !== 'completed') throw new Error('no completed check yet')
      return run
    },
    { timeout: 30_000, interval: 100 },
  )
}

test('a push reaches the Worker, which answers with a check; all of it outlives a power cut', async () => {
  const first = await startStack(options)
  const octokit = new Octokit({ baseUrl: first.forge.apiUrl, auth: first.forge.token('herbert') })
  const content = Buffer.from('nothing to see\n').toString('base64')
  await octokit.repos.createOrUpdateFileContents({ ...repo, path: 'README.md', message: 'begin', content })
  const check = await rolloutCheck(first)
  await first.stop()

  await runAndKill(async () => {
    expect((await fetch(`${first.worker.url}/health`)).status).toBe(200)
    await expect(startStack(options)).rejects.toThrow(/EADDRINUSE/)
  })

  const second = await startStack(options)
  try {
    expect([second.forge.url, second.worker.url]).toEqual([first.forge.url, first.worker.url])
    expect(second.root).toEqual(first.root)
    expect((await rolloutCheck(second)).id).toBe(check.id)
  } finally {
    await second.stop()
  }
})

test('the object store holds the root, and speaks S3 to whoever has the key', async () => {
  const stack = await startStack(options)
  try {
    const { endpoint, region, bucket: Bucket, credentials } = stack.s3
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: rootPath(1) }))
    expect(await Body?.transformToByteArray()).toEqual(stack.root)
    const again = new PutObjectCommand({ Bucket, Key: rootPath(1), Body: 'x', IfNoneMatch: '*' })
    await expect(s3.send(again)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } })
    const wrong = { ...credentials, secretAccessKey: 'a guess' }
    const stranger = new S3Client({ endpoint, region, credentials: wrong, forcePathStyle: true })
    await expect(stranger.send(new GetObjectCommand({ Bucket, Key: rootPath(1) }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    })
  } finally {
    await stack.stop()
  }
})
