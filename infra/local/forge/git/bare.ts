import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_BRANCH } from '../settings.ts'
import { Git, gitEnvironment } from './git.ts'

/** Set for a push by somebody who may move the default branch himself. */
export const MAY_PUSH_DEFAULT = 'FORGE_MAY_PUSH_DEFAULT'

/** The first push makes the branch, so it is let through; afterwards the branch moves by pull requests. */
const UPDATE_HOOK = `#!/bin/sh
ref=$1 old=$2
[ "$ref" = refs/heads/${DEFAULT_BRANCH} ] || exit 0
[ -z "$(printf %s "$old" | tr -d 0)" ] && exit 0
[ "$${MAY_PUSH_DEFAULT}" = yes ] && exit 0
echo "${DEFAULT_BRANCH} is protected: push a branch and open a pull request" >&2
exit 1
`

/** Opens the bare repository in a folder, making it when there is none. */
export const openBareRepository = (folder: string, protectDefaultBranch: boolean): Git => {
  const git = (...args: string[]): void => {
    const done = spawnSync('git', args, { env: gitEnvironment(), encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`git ${args[0]}: ${done.error?.message ?? done.stderr}`)
  }
  if (!existsSync(path.join(folder, 'HEAD'))) {
    git('init', '--quiet', '--bare', `--initial-branch=${DEFAULT_BRANCH}`, '--template=', folder)
  }
  const settings = {
    'http.receivepack': 'true',
    'receive.denyDeleteCurrent': 'refuse',
    'core.fsync': 'committed',
  }
  for (const [key, value] of Object.entries(settings)) git('--git-dir', folder, 'config', key, value)
  const hook = path.join(folder, 'hooks/update')
  git('--git-dir', folder, 'config', 'core.hooksPath', path.dirname(hook))
  writeHook(hook, protectDefaultBranch)
  return new Git(folder)
}

const writeHook = (hook: string, wanted: boolean): void => {
  mkdirSync(path.dirname(hook), { recursive: true })
  writeFileSync(hook, wanted ? UPDATE_HOOK : '#!/bin/sh\n')
  chmodSync(hook, 0o755)
}
