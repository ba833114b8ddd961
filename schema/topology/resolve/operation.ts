import type { RolloutText } from '../document/operation.ts'
import type { CodedFinding } from '../finding.ts'
import type { Rollout, Wave } from '../operation.ts'
import type { Path } from '../topology.ts'
import { type Sites, siteAt } from './sites.ts'

/** How changes reach the gateways, with its defaults. */
export const resolveRollout = (
  text: RolloutText | undefined,
  sites: Sites,
  findings: CodedFinding[],
): Rollout => {
  const every = text?.schedule?.every ?? 60
  return {
    approvers: {
      permission: text?.approvers?.permission ?? 'maintain',
      users: [...new Set(text?.approvers?.users)].sort(),
      self: text?.approvers?.self ?? false,
    },
    every,
    waves: wavesOf(text?.waves ?? [], sites, findings),
    silence: text?.silence ?? Math.max(LONGEST_REBOOT, 10 * every),
    loss: text?.loss === 'off' ? undefined : (text?.loss ?? 0.01),
    window: text?.schedule?.window && { at: ['rollout', 'schedule', 'window'], ...text.schedule.window },
    limit: { gateways: text?.limit?.gateways, removals: text?.limit?.removals },
  }
}

/** Seconds that a machine with many disks and much patience takes to boot. */
const LONGEST_REBOOT = 15 * 60

/** Every gateway is in one wave: the one that names it, or the last, which takes the rest. */
const wavesOf = (
  texts: NonNullable<RolloutText['waves']>,
  sites: Sites,
  findings: CodedFinding[],
): Wave[] => {
  const at: Path = ['rollout', 'waves']
  const first = new Map<string, number>()
  const waves = texts.map((text, index): Wave => {
    if (text.gateways !== '*')
      for (const [nth, name] of text.gateways.entries()) {
        const place = [...at, index, 'gateways', nth]
        siteAt(sites, name, place, false, findings)
        if (first.has(name)) findings.push(twice(place, name, first.get(name) ?? 0))
        first.set(name, first.get(name) ?? index)
      }
    return {
      at: [...at, index],
      gateways: text.gateways === '*' ? '*' : [...new Set(text.gateways)].sort(),
      soak: text.soak ?? 300,
      atOnce: text['at-once'],
    }
  })
  for (const [index, wave] of waves.entries())
    if (wave.gateways === '*' && index < waves.length - 1) findings.push(notLast([...wave.at, 'gateways']))
  return waves
}

const twice = (at: Path, name: string, wave: number): CodedFinding => ({
  code: 'wave-twice',
  severity: 'error',
  at,
  message: `${name} would be changed in two waves: it is in wave ${wave + 1} already`,
  hint: 'name each gateway in one wave',
})

const notLast = (at: Path): CodedFinding => ({
  code: 'wave-twice',
  severity: 'error',
  at,
  message:
    'nothing would be left for the waves that follow: this one takes every gateway that no other names',
  hint: 'put the wave with gateways: "*" last',
})
