import type { Trap } from '../trap.ts'

/** Traps of a change rather than of a network: only the plan, which knows both sides, can see them. */
export const CHANGE_TRAPS = [
  {
    code: 'pool-change',
    level: 'warning',
    trap: {
      when: 'the addresses of clients change while some may be connected',
      observe: 'the load stops half way, or clients keep an address that is not theirs any more',
      why: 'strongSwan refuses to change a pool with leases online, and then loads no connection either',
      write:
        'nothing else: choose an hour when the clients that the plan names are not connected, or end them first',
    },
  },
  {
    code: 'tunnel-removed',
    level: 'info',
    trap: {
      when: 'a tunnel, or a way for clients to come in, is taken out',
      observe: 'its SAs end on both gateways, and so does what they carry',
      why: 'strongSwan keeps SAs of connections that it no longer has; the runner terminates them',
      write: 'nothing, if that is what was meant',
    },
  },
  {
    code: 'lockout-risk',
    level: 'warning',
    trap: {
      when: 'a change touches an interface, route or rule that a gateway may need on its way to the control plane',
      observe: 'the gateway may hear nothing more; it goes back by itself after a failed check',
      why: 'what carries the configuration is changed by the configuration',
      write: 'the change in a wave of its own, on a day when somebody could reach the console',
    },
  },
  {
    code: 'blast-radius',
    level: 'warning',
    trap: {
      when: 'more gateways change, or more things are removed, than `rollout.limit` allows',
      observe: 'one slip reaches a large part of the network at once',
      why: 'a change this large is either planned, or a mistake in one line',
      write: 'smaller changes; or have a second person approve this one',
    },
  },
] as const satisfies readonly Trap[]

/** The code of a trap that a plan can show. */
export type ChangeCode = (typeof CHANGE_TRAPS)[number]['code']
