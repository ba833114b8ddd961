import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { LIMITS, rootPath } from '../../schema/wire/repository.ts'
import { mustFollow, planOf, type RootPlan } from '../../worker/release/root.ts'
import { type Finding, fine, skipped, warning, wrong } from './finding.ts'
import type { Patient } from './look.ts'

const DAY = 24 * 3600 * 1000
/** Days before its end at which the operators should sign the next root. */
const NOTICE_DAYS = 30
const CHECK = 'root'
const PLAYBOOK = 'see infra/worker/keys/playbook.md'

/** The roots that gateways walk, against each other and against the operators' own; and the newest sound one. */
export const lookAtRoots = async (
  patient: Patient,
): Promise<{ readonly findings: readonly Finding[]; readonly newest: RootPlan | undefined }> => {
  const findings: Finding[] = []
  let [before, newest]: [Uint8Array | undefined, RootPlan | undefined] = [undefined, undefined]
  for (let version = 1; version <= LIMITS.rootRotations; version += 1) {
    const there = await rootThere(patient, version)
    const ours = await readFile(path.join(patient.trust, `${version}.root.json`)).catch(() => undefined)
    if (there === undefined) {
      if (ours !== undefined) findings.push(notPut(version))
      else if (version === 1) findings.push(none())
      break
    }
    const trouble = unsound(version, before, there) ?? differs(version, ours, there)
    if (trouble !== undefined) findings.push(trouble)
    if (trouble?.verdict === 'wrong') break
    before = there
    newest = planOf(there)
  }
  if (newest !== undefined) findings.push(lifeOf(newest, patient.now))
  return { findings, newest }
}

const rootThere = async ({ base, get }: Patient, version: number): Promise<Uint8Array | undefined> => {
  const { status, bytes } = await get(`${base}/repository/${rootPath(version)}`)
  return status === 200 ? bytes : undefined
}

const unsound = (version: number, before: Uint8Array | undefined, there: Uint8Array): Finding | undefined => {
  try {
    mustFollow(before, there)
    return undefined
  } catch {
    return wrong(CHECK, `root ${version} there does not follow: too few operators signed it`, PLAYBOOK)
  }
}

const differs = (version: number, ours: Uint8Array | undefined, there: Uint8Array): Finding | undefined => {
  if (ours === undefined)
    return warning(
      CHECK,
      `root ${version} is not in your trust/`,
      'git pull, and run this in the repository (or --trust)',
    )
  if (Buffer.compare(ours, there) === 0) return undefined
  return wrong(
    CHECK,
    `root ${version} there is another one than trust/${version}.root.json`,
    `ask the other operators. ${PLAYBOOK}`,
  )
}

const putCommand = (version: number): string =>
  `npx wrangler r2 object put cygnet/${rootPath(version)} --file trust/${version}.root.json --remote`

const notPut = (version: number): Finding =>
  wrong(CHECK, `root ${version} is in trust/, and not where gateways look for it`, putCommand(version))

const none = (): Finding =>
  skipped(CHECK, 'there is no root, neither here nor there', 'cygnet init --network NAME')

const lifeOf = ({ version, expires, operators, threshold }: RootPlan, now: Date): Finding => {
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY)
  const says = `root ${version}, ${threshold} of ${operators.length} operators, good for ${days} days`
  if (days >= NOTICE_DAYS) return fine(CHECK, says)
  const mend = 'cygnet root next, and then: sign and publish it as infra/worker/keys/playbook.md says'
  return days < 0
    ? wrong(CHECK, `root ${version} is over: gateways take nothing new`, mend)
    : warning(CHECK, says, mend)
}
