import { html } from 'hono/html'
import type { Phase } from '../../schema/release-phase.ts'
import { namesOf } from '../rollout/person.ts'
import { standingWord } from '../health/standing-word.ts'
import type { Tone } from '../health/tone.ts'
import type { Release, Wave } from '../rollout/release.ts'
import { count, short } from '../rollout/words.ts'
import { type Html, page } from './page.ts'

/** Seconds between two looks at a rollout that goes on. */
const AGAIN = 3

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

const MOVES: readonly Phase[] = ['rolling', 'halting', 'rolling-back']

/** A rollout with its waves, as it is at `now` (milliseconds since 1970). */
export const rolloutPage = (network: string, release: Release, now: number): Html => {
  const [tone, word] = PHASE_WORDS[release.phase]
  const waves = release.crossings.flatMap((crossing, nth) =>
    crossing.waves.map((wave, index) => waveCard(release, wave, { crossing: nth, wave: index }, now)),
  )
  return page({
    title: `release ${release.number} ${word}`,
    network,
    again: MOVES.includes(release.phase) || release.phase === 'paused' ? AGAIN : undefined,
    body: html`<div class="${tone}">
        <h1>Release ${release.number} <span class="word">${word}</span></h1>
        <p class="faint">
          Commit <code>${short(release.candidate.commit)}</code>, plan <code>${short(release.candidate.plan)}</code>, approved by
          ${namesOf(release.approvedBy)}
        </p>
      </div>
      ${notices(release)}
      <ol class="waves">${waves}</ol>
      ${unchanged(release)}`,
  })
}

const notices = ({ halt, stopped, paused, rolledBack, phase }: Release): Html[] => [
  ...(halt === undefined
    ? []
    : [
        html`<p class="notice">
          Halted in wave ${halt.wave + 1}${halt.gateway === undefined ? '' : html` by <strong>${halt.gateway}</strong>`}:
          <code>${halt.code}</code> ${halt.message}
        </p>`,
      ]),
  ...(stopped === undefined ? [] : [html`<p class="notice">Not published: ${stopped}</p>`]),
  ...(paused === undefined || phase !== 'paused'
    ? []
    : [
        html`<p class="notice hand">Paused by ${paused.by.login}: what is under way goes on, nothing more begins.</p>`,
      ]),
  ...(rolledBack === undefined
    ? []
    : [html`<p class="notice hand">Rolled back by ${rolledBack.by.login}.</p>`]),
]

interface Position {
  readonly crossing: number
  readonly wave: number
}

const waveCard = (release: Release, wave: Wave, at: Position, now: number): Html => {
  const [tone, word, share] = waveWord(release, wave, at, now)
  const gateways = wave.groups.flat()
  const pace = wave.atOnce < gateways.length ? `, ${wave.atOnce} at once` : ''
  return html`<li class="wave ${tone}">
    <div class="title">
      <h2>Wave ${at.wave + 1}</h2>
      <span class="word">${word}</span>
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
    <span class="word">${word}</span>
    ${said === undefined ? '' : html`<p><code>${said.code}</code> ${said.message}</p>`}
    ${bundle === undefined ? '' : html`<p class="faint">bundle <code>${short(bundle)}</code></p>`}
  </li>`
}

const unchanged = ({ candidate, standings }: Release): Html | string => {
  const names = candidate.members.map(({ gateway }) => gateway).filter(name => standings[name] === undefined)
  return names.length === 0 ? '' : html`<p class="faint">Unchanged: ${names.join(', ')}</p>`
}
