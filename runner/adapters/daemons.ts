import type { Daemon, Ipsec, IpsecTexts } from '../ports/ipsec.ts'
import type { StarterPorts } from './starter/ipsec.ts'
import { starterPid } from './starter/pid.ts'
import { viciIpsec } from './vici/ipsec.ts'

/** Whichever IKE daemon is wanted, or runs; the starter's adapter is loaded only where there is one. */
export const eitherDaemon = (ports: StarterPorts): Ipsec => {
  const of = async (daemon: Daemon): Promise<Ipsec> =>
    daemon === 'swanctl' ? viciIpsec() : (await import('./starter/ipsec.ts')).starterIpsec(ports)
  return {
    check: async (wanted: IpsecTexts) => await (await of(wanted.daemon)).check(wanted),
    apply: async (from, to) => await (await of(to.daemon)).apply(from, to),
    wake: async (daemon, children) => await (await of(daemon)).wake(daemon, children),
    reload: async daemon => await (await of(daemon)).reload(daemon),
    answers: async daemon => await (await of(daemon)).answers(daemon),
    loaded: async daemon => await (await of(daemon)).loaded(daemon),
    plugins: async daemon => await (await of(daemon)).plugins(daemon),
    established: async () =>
      await (await of((await starterPid()) === undefined ? 'swanctl' : 'ipsec.conf')).established(),
    // charon may offer vici under the starter too, where conns have other names: so first whether that runs.
    children: async () =>
      await (await of((await starterPid()) === undefined ? 'swanctl' : 'ipsec.conf')).children(),
  }
}
