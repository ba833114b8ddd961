import { html } from 'hono/html'
import type { Phase } from '../../schema/release-phase.ts'
import { standingWord } from '../health/standing-word.ts'
import type { Health, Tone } from '../health/tone.ts'
import { namesOf } from '../rollout/person.ts'
import type { Release, Wave } from '../rollout/release.ts'
import { count } from '../rollout/words.ts'
import { baseOf, type Html } from './page.ts'
import { code, empty, head, mark, state } from './pieces.ts'
import type { Pending } from './view.ts'

const PHASE_WORDS: Record<Phase, readonly [tone: Tone, word: string]> = {
  rolling: ['busy', 'rolling out'],
  paused: ['hand', 'paused'],
  halting: ['sick', 'halted, the wave goes back'],
  halted: ['sick', 'halted'],
  'rolling-back': ['busy', 'rolling back'],
  'rolled-back': ['hand', 'rolled back'],
  completed: ['well', 'completed'],
  superseded: ['hand', 'superseded by a newer release'],
}

const MOVES: readonly Phase[] = ['rolling', 'paused', 'halting', 'rolling-back']

/** Whether a rollout goes on, or may at any moment: whoever looks at it wants to see that soon. */
export const isMoving = ({ phase }: Release): boolean => MOVES.includes(phase)

/** How a phase looks. */
export const phaseHealth = (phase: Phase): Health => {
  const [tone, word] = PHASE_WORDS[phase]
  return { tone, word }
}

/** A rollout with its waves, as it is at `now` (milliseconds since 1970). */
export const rolloutBody = (release: Release, now: number): Html => {
  const waves = release.crossings.flatMap((crossing, nth) =>
    crossing.waves.map((wave, index) => waveCard(release, wave, { crossing: nth, wave: index }, now)),
  )
  return html`${head(
    html`Release ${release.number} ${state(phaseHealth(release.phase))}`,
    html`<p class="lead">
      Commit ${code(release.candidate.commit)}, plan ${code(release.candidate.plan)}, approved by
      ${namesOf(release.approvedBy)}
    </p>`,
  )}
    <div id="notices" data-part>${notices(release)}</div>
    <ol class="waves">${waves}</ol>
    ${unchanged(release)}`
}

/** The newest release in a few lines. */
export const rolloutSummary = (network: string, release: Release | undefined): Html => {
  if (release === undefined)
    return empty(
      html`None yet. It begins when somebody approves the plan: by the button on the check <code>cygnet / plan</code>, or with <code>cygnet approve</code>.`,
    )
  const waves = release.crossings.flatMap(({ waves }, crossing) =>
    waves.map((wave, index) => {
      const [tone, word] = waveWord(release, wave, { crossing, wave: index }, 0)
      return html`<li>${state({ tone, word: `wave ${index + 1} ${word}` })} <span class="faint">${count(wave.groups.flat().length, 'gateway')}</span></li>`
    }),
  )
  return html`<p><a href="${baseOf(network)}/rollout">Release ${release.number}</a> ${state(phaseHealth(release.phase))}</p>
    <p class="faint">approved by ${namesOf(release.approvedBy)}, commit ${code(release.candidate.commit)}</p>
    <ul class="list">${waves}</ul>`
}

/** What is on its way to be a release: nobody sees it anywhere else but on a check. */
export const pendingNotices = ({ next, waiting }: Pending): Html => html`<div id="pending" data-part>
  ${
    next === undefined
      ? ''
      : html`<p class="notice busy">${mark('busy')} Approved, and begins when the release has come to rest: plan ${code(next.candidate.plan)} of commit ${code(next.candidate.commit)}.</p>`
  }
  ${
    waiting === undefined
      ? ''
      : html`<p class="notice hand">${mark('hand')} Waits for approval: plan ${code(waiting.candidate.plan)} of commit ${code(waiting.candidate.commit)}, ${waiting.approvedBy.length} of ${waiting.needed} given. Approve it on its check, or with cygnet approve.</p>`
  }
</div>`

const notices = ({ halt, stopped, paused, rolledBack, phase }: Release): Html[] => [
  ...(halt === undefined
    ? []
    : [
        html`<p class="notice sick">
          ${mark('sick')} Halted in wave ${halt.wave + 1}${halt.gateway === undefined ? '' : html` by <strong>${halt.gateway}</strong>`}:
          <code>${halt.code}</code> ${halt.message}
        </p>`,
      ]),
  ...(stopped === undefined
    ? []
    : [html`<p class="notice sick">${mark('sick')} Not published: ${stopped}</p>`]),
  ...(paused === undefined || phase !== 'paused'
    ? []
    : [
        html`<p class="notice hand">${mark('hand')} Paused by ${paused.by.login}: what is under way goes on, nothing more begins.</p>`,
      ]),
  ...(rolledBack === undefined
    ? []
    : [html`<p class="notice hand">${mark('hand')} Rolled back by ${rolledBack.by.login}.</p>`]),
]

interface Position {
  readonly crossing: number
  readonly wave: number
}

const waveCard = (release: Release, wave: Wave, at: Position, now: number): Html => {
  const [tone, word, share] = waveWord(release, wave, at, now)
  const gateways = wave.groups.flat()
  const pace = wave.atOnce < gateways.length ? `, ${wave.atOnce} at once` : ''
  return html`<li id="wave-${at.crossing}-${at.wave}" class="wave ${tone}" data-part>
    <div class="title">
      <h2>Wave ${at.wave + 1}</h2>
      ${state({ tone, word })}
      <span class="faint">${count(gateways.length, 'gateway')}${pace}, soaks for ${wave.soak} s</span>
    </div>
    ${share === undefined ? '' : html`<progress max="1" value="${share}" aria-label="soak time of wave ${at.wave + 1}"></progress>`}
    <ul class="gateways">${gateways.map(name => gatewayCard(release, name))}</ul>
  </li>`
}

/** What a wave is doing, and how much of its soak time is over while it soaks. */
const waveWord = (
  release: Release,
  wave: Wave,
  { crossing, wave: nth }: Position,
  now: number,
): readonly [Tone, string, number?] => {
  const before = crossing < release.crossing || (crossing === release.crossing && nth < release.wave)
  if (before || release.phase === 'completed') return ['well', 'healthy']
  if (crossing !== release.crossing || nth !== release.wave) return ['wait', 'has not begun']
  if (release.phase === 'halting' || release.phase === 'halted') return ['sick', 'sick']
  if (release.phase !== 'rolling') return ['hand', PHASE_WORDS[release.phase][1]]
  if (release.healthySince === undefined) return ['busy', 'under way']
  const share = Math.min(1, Math.max(0, (now - release.healthySince) / (wave.soak * 1000)))
  return ['busy', 'soaks', share]
}

const gatewayCard = ({ standings, candidate }: Release, name: string): Html => {
  const { tone, word, said } = standingWord(standings[name] ?? { kind: 'queued' })
  const bundle = candidate.members.find(member => member.gateway === name)?.bundle
  return html`<li class="gateway ${tone}">
    <strong>${name}</strong>
    ${state({ tone, word })}
    ${said === undefined ? '' : html`<p><code>${said.code}</code> ${said.message}</p>`}
    ${bundle === undefined ? '' : html`<p class="faint">bundle ${code(bundle)}</p>`}
  </li>`
}

const unchanged = ({ candidate, standings }: Release): Html | string => {
  const names = candidate.members.map(({ gateway }) => gateway).filter(name => standings[name] === undefined)
  return names.length === 0
    ? ''
    : html`<p id="unchanged" class="faint" data-part>Unchanged: ${names.join(', ')}</p>`
}
