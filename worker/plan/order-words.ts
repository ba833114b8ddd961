import type { Plan } from './plan.ts'
import { quoted } from './visible.ts'
import { counted } from './words.ts'

/** The waves in words, a line for each; none where all change in one go. Gateways that go together are joined by `+`. */
export const waveLines = ({ waves }: Pick<Plan, 'waves'>): string[] => {
  if (waves.length === 0 || (waves.length === 1 && waves.every(isPlain))) return []
  return waves.map(({ groups, soak, atOnce }, index) => {
    const names = groups.map(group => group.map(quoted).join(' + ')).join(', ')
    const size = groups.flat().length
    const pace = atOnce < size ? `, ${counted(atOnce, 'gateway')} at a time` : ''
    const next =
      index < waves.length - 1 ? `, then ${soak} s of health` : soak > 0 ? `, ${soak} s of health` : ''
    return `wave ${index + 1}: ${names}${pace}${next}`
  })
}

const isPlain = ({ groups, soak, atOnce }: Plan['waves'][number]): boolean =>
  soak === 0 && atOnce >= groups.flat().length

/** Why some gateways change at the same time, and what that costs; a line for each group. */
export const togetherLines = ({ together, tunnels }: Pick<Plan, 'together' | 'tunnels'>): string[] =>
  together.map(group => {
    const blinking = tunnels.flatMap(({ tunnel, gateways, effect }) =>
      effect.kind === 'blinks' && gateways.length > 1 && gateways.every(name => group.includes(name))
        ? [`${quoted(tunnel)} for about ${effect.seconds} s`]
        : [],
    )
    const cost = blinking.length === 0 ? '' : `; meanwhile it blinks: ${blinking.join(', ')}`
    return `${group.map(quoted).join(' and ')} change together: a tunnel between them cannot be set up with only one end changed${cost}`
  })
