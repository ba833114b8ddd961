import type { Status } from '../../schema/control-plane.ts'
import { type Paint, visible } from '../terminal.ts'

/** Tunnels of a gateway that are all listed; of more, those that lost something. */
const LISTED = 8

type Measured = Status['gateways'][number]['measured']
type Tunnel = NonNullable<Measured>['tunnels'][number]

/** Loss and round trip of a gateway's tunnels in its newest report, the worst first. */
export const measuredLines = (measured: Measured, paint: Paint): string[] => {
  const tunnels = (measured?.tunnels ?? []).toSorted((a, b) => share(b) - share(a) || order(a, b))
  const shown = tunnels.length <= LISTED ? tunnels : tunnels.filter(({ lost }) => lost > 0).slice(0, LISTED)
  const rest = tunnels.slice(shown.length)
  const unmeasured = rest.filter(({ sent }) => sent === 0).length
  const without = rest.every(({ lost }) => lost === 0) ? ' without loss' : ''
  return [
    ...shown.map(tunnel => tunnelLine(tunnel, paint)),
    ...(rest.length === unmeasured
      ? []
      : [`${rest.length - unmeasured} ${shown.length === 0 ? '' : 'more '}tunnels${without}`]),
    ...(unmeasured === 0 ? [] : [paint('red', `${unmeasured} tunnels not measured`)]),
  ]
}

const order = (a: Tunnel, b: Tunnel): number => (a.tunnel < b.tunnel ? -1 : 1)

const share = ({ sent, lost }: { readonly sent: number; readonly lost: number }): number =>
  sent === 0 ? 0 : lost / sent

const tunnelLine = (tunnel: Tunnel, paint: Paint): string => {
  const { sent, lost, roundTrip, underlay } = tunnel
  const loss = sent === 0 ? 'not measured' : `${percent(tunnel)} lost`
  const trip = roundTrip === null ? '' : `, ${roundTrip.toFixed(1)} ms`
  const below = underlay === null || underlay.sent === 0 ? '' : `, underlay ${percent(underlay)}`
  // Inside a tunnel to a peer there is nobody to ask; its underlay is measured all the same.
  const ink = lost > 0 || (sent === 0 && below === '') ? 'red' : sent === 0 ? 'dim' : 'green'
  return `${visible(tunnel.tunnel)}: ${paint(ink, loss)}${trip}${below}`
}

const percent = (counted: { readonly sent: number; readonly lost: number }): string => {
  const part = 100 * share(counted)
  return `${part === 0 || part >= 10 ? part.toFixed(0) : part.toFixed(part < 0.1 ? 2 : 1)} %`
}

/** The newest losses, in the words of the gateways that saw them. */
export const lossLines = ({ losses }: Status, paint: Paint): string[] =>
  losses.length === 0
    ? []
    : [
        '',
        'newest losses',
        ...losses.map(({ gateway, tunnel, child, at, words, ongoing }) => {
          const path = child === null ? `${tunnel} underlay` : `${tunnel}/${child}`
          const now = ongoing ? `${paint('red', 'goes on')}: ` : ''
          return `  ${visible(at)}  ${visible(gateway)} ${visible(path)}: ${now}${visible(words)}`
        }),
      ]
