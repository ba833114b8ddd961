import { type ProfileFacts, type ProfileFile, stemOf, titleOf, uuidOf } from './facts.ts'

/** A profile of strongSwan's app (docs.strongswan.org, androidVpnClientProfiles). The format has no place for a password. */
export const androidProfile = (facts: ProfileFacts): ProfileFile => {
  const { server, user, authority, routes, ike, esp } = facts
  const profile = {
    uuid: uuidOf(facts, 'android'),
    name: titleOf(facts),
    type: 'ikev2-eap',
    remote: { addr: server, id: server, ...(authority === undefined ? {} : { cert: authority }) },
    local: { eap_id: user, id: user },
    'ike-proposal': ike[0],
    'esp-proposal': esp[0],
    'split-tunneling': { subnets: routes },
  }
  return { name: `${stemOf(facts)}.sswan`, text: `${JSON.stringify(profile, null, 2)}\n` }
}
