import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { readTopology } from '../schema/topology/read.ts'
import { readRevision } from './git.ts'
import { readFolder } from './topology-folder.ts'

const run = promisify(execFile)
const EXAMPLE = path.join(import.meta.dirname, '../examples/reference')

test.each(['.', 'sites/arkham'])(
  'a revision has its certificates beside its topology in %s',
  async folder => {
    const repository = await mkdtemp(path.join(tmpdir(), 'cygnet-revision-'))
    onTestFinished(() => rm(repository, { recursive: true }))
    const network = path.join(repository, folder)
    await cp(EXAMPLE, network, { recursive: true })
    const git = (...words: string[]) =>
      run('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words])
    await git('init', '--quiet')
    await git('add', '.')
    await git('commit', '--quiet', '--message', 'two sites, and people who dial in')

    const then = readTopology(await readRevision(network, 'HEAD'))
    const now = readTopology(await readFolder(network))
    expect(then.kind).toBe('valid')
    expect(then.problems.map(({ code }) => code)).toEqual(now.problems.map(({ code }) => code))
  },
)
