import { CommandError } from '../command-error.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { Manifest } from '../github-app/manifest.ts'
import { type Finding, skipped, wrong } from './finding.ts'
import type { Patient } from './look.ts'
import { lookAtMetadata } from './metadata.ts'
import { lookAtHealth, lookAtTls } from './reach.ts'
import { lookAtRoots } from './roots.ts'
import { findingsOf } from './settings.ts'

interface Doctor {
  /** The control plane as an operator sees it; undefined when nothing says who asks. */
  readonly plane: Pick<ControlPlane, 'examination'> | undefined
  readonly manifest: Manifest
}

/** Looks at everything that can be seen, from the outside in; what does not answer ends it there. */
export const examined = async (patient: Patient, doctor: Doctor): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  try {
    findings.push(...(await lookAtTls(patient)))
    findings.push(...(await lookAtHealth(patient)))
    if (findings.some(({ check, verdict }) => check === 'health' && verdict === 'wrong')) return findings
    const { findings: roots, newest } = await lookAtRoots(patient)
    findings.push(...roots)
    if (newest !== undefined) findings.push(...(await lookAtMetadata(patient, newest.worker)))
    return [...findings, ...(await inside(patient, doctor, newest))]
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return [
      ...findings,
      wrong(
        'reach',
        `${patient.base} does not answer: ${error.message}`,
        'look at the address and the network',
      ),
    ]
  }
}

const inside = async (
  { base }: Patient,
  { plane, manifest }: Doctor,
  root: Parameters<typeof findingsOf>[1]['root'],
): Promise<readonly Finding[]> => {
  if (plane === undefined)
    return [
      skipped('settings', 'nobody says who asks', 'set CYGNET_TOKEN, or make a key with cygnet operator key'),
    ]
  try {
    return findingsOf(await plane.examination(), { base, root, manifest })
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return [wrong('settings', error.message, error.hint)]
  }
}
