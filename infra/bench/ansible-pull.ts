import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What most would use instead: a host that pulls its configuration from Git by itself. */
export interface AnsiblePull extends AsyncDisposable {
  /** One pull that finds nothing new, with `--only-if-changed`: no playbook runs. */
  readonly idle: readonly string[]
}

/** A repository in a folder, pulled once, so that nothing is new. Wants ansible-core and git. */
export const ansiblePull = async (): Promise<AnsiblePull> => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-ansible-'))
  const origin = join(folder, 'origin')
  await mkdir(origin)
  await writeFile(join(origin, 'local.yml'), '- hosts: localhost\n  connection: local\n  tasks: []\n')
  const git = ['-C', origin, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost']
  await run('git', ['init', '-q', origin])
  await run('git', [...git, 'add', 'local.yml'])
  await run('git', [...git, 'commit', '-qm', 'nothing to do'])
  const checkout = ['--url', `file://${origin}`, '--directory', join(folder, 'checkout')]
  const pull = ['ansible-pull', '--only-if-changed', ...checkout, '--inventory', 'localhost,', 'local.yml']
  const env = ['env', 'LC_ALL=C.UTF-8', `HOME=${folder}`]
  await run('env', [...env.slice(1), ...pull], { maxBuffer: 2 ** 24 })
  return {
    idle: [...env, ...pull],
    [Symbol.asyncDispose]: async () => {
      await rm(folder, { recursive: true })
    },
  }
}
