import { Phase } from '../../schema/release-phase.ts'
import { examples, happenings } from './state-examples.ts'
import { step } from './step.ts'

/** What ends a phase by itself, or who has to. */
const WAITS_FOR: Readonly<Record<Phase, string>> = {
  rolling: 'its gateways, each until its deadline, and the soak time of the wave',
  paused: 'a person; what is under way has its deadlines',
  halting: 'those who go back, each until its deadline',
  halted: 'a person, or a newer release',
  'rolling-back': 'those who go back, each until its deadline',
  'rolled-back': 'a newer release',
  completed: 'a newer release',
  superseded: 'those who were told not to begin, each until its deadline',
}

/** The picture of a release, made from what `step` really does. `npm run generate` writes it to docs/. */
export const rolloutDiagram = (): string =>
  [
    '# The states of a rollout',
    '',
    'Generated from `worker/rollout/step.ts`; a test compares. An arrow says the event, and after the slash what is done.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> rolling: approved by enough / publish',
    ...arrows(),
    '```',
    '',
    '| phase | ends by |',
    '| --- | --- |',
    ...Phase.options.map(phase => `| ${phase} | ${WAITS_FOR[phase]} |`),
    '',
  ].join('\n')

const arrows = (): string[] => [
  ...new Set(
    examples().flatMap(({ rollout }) =>
      happenings(rollout).flatMap(({ name, event }) => {
        const [next, effects] = step(rollout, event)
        const [from, to] = [rollout.current, next.current]
        if (from === undefined || to === undefined) return []
        const done = effects.some(({ kind }) => kind === 'publish') ? ' / publish' : ''
        if (from.phase === to.phase && from.number === to.number && from.wave === to.wave && done === '')
          return []
        const by = to.number === from.number ? '' : ' (the newer release)'
        return [`  ${id(from.phase)} --> ${id(to.phase)}: ${name}${by}${done}`]
      }),
    ),
  ),
]

/** Mermaid takes no hyphen in the name of a state. */
const id = (phase: Phase): string => phase.replace('-', '_')
