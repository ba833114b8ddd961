import { isForClients } from '../model/connection.ts'
import { remark } from '../word.ts'
import type { Trap } from './trap.ts'

/** Re-authentication, which ipsec.conf does unless told not to. */
export const reauthGap: Trap = function* ({ connections }) {
  for (const { reauth, loaded, form, name } of connections) {
    if (reauth === undefined || !loaded) continue
    const silent = reauth === name
    yield remark('reauth-gap', 'warning', reauth.place, {
      message: `packets are lost every few hours, just after "initiating an IKE_SA": the SA is torn down to authenticate anew${silent ? ', which ipsec.conf does unless it says reauth=no' : ''}`,
      hint: `mended: the topology rekeys, and never re-authenticates${form === 'ipsec.conf' ? '' : ' (reauth_time = 0)'}`,
      value: reauth.text,
    })
  }
}

/** What brings a tunnel up twice: a trap and a restart beside it. */
export const bothStart: Trap = function* ({ connections }) {
  for (const connection of connections.filter(one => one.loaded && !isForClients(one)))
    for (const { start, dpdAction, closeAction } of connection.children) {
      if (start.value !== 'trap') continue
      const again =
        dpdAction?.value === 'restart' ? dpdAction : closeAction?.value === 'start' ? closeAction : undefined
      if (again === undefined) continue
      yield remark('both-start', 'warning', again.word.place, {
        message:
          'two CHILD SAs carry the same traffic after a loss: the trap brings the tunnel back with the next packet, and this does it once more',
        hint: 'mended: the trap alone brings it back',
        value: again.word.text,
      })
    }
}

/** A section that others inherit from, and that the daemon loads as a connection of its own. */
export const templateLive: Trap = function* ({ connections }) {
  const inherited = new Set(connections.flatMap(({ inherits }) => inherits))
  for (const connection of connections) {
    const { name, loaded, remote, form, pool, children } = connection
    if (!inherited.has(name.text) || !loaded || remote.addresses.length > 0) continue
    const start = children[0]?.start.word ?? name
    yield remark('template-live', 'warning', form === 'swanctl' ? name.place : start.place, {
      message: `clients get in who should not, or get no address: ${name.text} was meant as a template, and ${form === 'swanctl' ? 'stands among the connections' : `auto=${start.text} loads it`}, so it answers whoever matches none of the others${pool.length === 0 ? ', without a pool' : ''}`,
      hint: `mended: the topology has one connection for each user, and none for strangers${form === 'swanctl' ? '' : ' (auto=ignore would have done it here)'}`,
      value: name.text,
    })
  }
}

/** Several IKE SAs of one identity side by side: cygnet replaces the older one. */
export const manyPerIdentity: Trap = function* ({ manyPerIdentity }) {
  if (manyPerIdentity === undefined) return
  yield remark('not-expressed', 'info', manyPerIdentity.place, {
    message:
      'left out: several SAs of one identity side by side; here a new one replaces the one before it, so one person is online with one device at a time',
    hint: 'give each device a user of its own',
    value: manyPerIdentity.text,
  })
}
