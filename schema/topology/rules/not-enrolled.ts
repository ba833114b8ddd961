import type { Rule } from '../finding.ts'

/** A gateway whose tunnels have no key to be derived from yet. A warning: a network grows one enrolment at a time. */
export const notEnrolled: Rule = {
  code: 'not-enrolled',
  level: 'warning',
  trap: {
    when: 'a gateway in a tunnel has no `keys`',
    observe: 'its tunnels are left out for now',
    why: 'the secret of a tunnel is derived from the keys of its two gateways',
    write:
      'run `cygnet gateway add GATEWAY`, then `cygnet-runner enroll -` on the gateway, and merge the pull request that follows',
  },
  *check(topology) {
    const joined = new Set([
      ...topology.tunnels.flatMap(({ ends }) => ends.map(end => end.name)),
      ...topology.access.map(({ gateway }) => gateway),
    ])
    for (const { at, name, keys } of topology.gateways) {
      if (keys !== undefined || !joined.has(name)) continue
      yield {
        severity: 'warning',
        at,
        onKey: true,
        because: [[...at, 'keys']],
        message: `the tunnels of ${name} are left out for now: the gateway is not enrolled, so there is no key of its own to derive theirs from, or to seal one to`,
        hint: `run cygnet gateway add ${name} here, then cygnet-runner enroll - on ${name}, and merge the pull request that follows`,
      }
    }
  },
}
