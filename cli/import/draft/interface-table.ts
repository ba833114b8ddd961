import type { Problem } from '../../../schema/problem.ts'
import {
  type Cidr,
  contains,
  formatCidr,
  hasHostBits,
  hostOf,
  networkOf,
  parseAddress,
  parseCidr,
} from '../../../schema/topology/address.ts'
import type { Host, HostInterface } from '../model/host.ts'
import type { Selector } from '../model/selector.ts'
import { notExpressed, remark, type Word } from '../word.ts'
import type { InterfaceDraft } from './draft.ts'
import { interfaceLike, untaken } from './names.ts'

/**
 * The interfaces of a gateway, found by what is asked of them. Files often do not say which interface has an address: then one with a
 * made-up name takes its place, and the person is told.
 */
export class InterfaceTable {
  readonly #drafts: InterfaceDraft[] = []
  readonly #problems: Problem[]

  constructor({ interfaces }: Host, problems: Problem[]) {
    this.#problems = problems
    for (const one of interfaces) this.#drafts.push(this.#draftOf(one))
    for (const { vlan } of this.#drafts)
      if (vlan !== undefined && !this.#drafts.some(({ key }) => key === vlan.link))
        this.#add({ key: vlan.link })
  }

  get drafts(): readonly InterfaceDraft[] {
    return this.#drafts
  }

  /** The interface that IKE speaks from: the one with the address, or without an address the way to the internet. */
  speakingFrom(address: Word | undefined): string {
    const parsed = address === undefined ? undefined : parseAddress(address.text)
    if (address === undefined || parsed === undefined) return this.toInternet(address)
    const host = formatCidr(hostOf({ address: parsed }))
    const found = this.#drafts.find(({ addresses }) => addresses.some(text => hostText(text) === host))
    if (found !== undefined) return found.key
    const key = this.#add({
      key: 'underlay0',
      addresses: [host],
      note: `made up: the name of the interface that has ${address.text}`,
    })
    this.#tell(address, `which interface has ${address.text}`, key)
    return key
  }

  /** The interface behind which a subnet lies. Host bits in the selector are most likely the address of that interface. */
  behind({ word, written, subnet }: Selector): string {
    const guess = hasHostBits(written) ? [formatCidr(written)] : []
    const bridge = this.#drafts.find(({ addresses }) =>
      addresses.some(text => {
        const address = parseCidr(text)
        return (
          address !== undefined && contains(subnet, hostOf(address)) && contains(subnet, networkOf(address))
        )
      }),
    )
    if (bridge !== undefined) return bridge.key
    const key = this.#add({
      key: 'lan0',
      addresses: guess,
      note: `made up: the name of the interface that ${formatCidr(subnet)} is behind`,
    })
    this.#tell(word, `which interface ${formatCidr(subnet)} is behind`, key)
    return key
  }

  /** The interface of the default route. */
  toInternet(word: Word | undefined): string {
    const found = this.#drafts.find(({ toInternet }) => toInternet)
    if (found !== undefined) return found.key
    const key = this.#add({
      key: 'wan0',
      toInternet: true,
      note: 'made up: the name of the interface with the default route',
    })
    if (word !== undefined) this.#tell(word, 'which interface has the default route', key)
    return key
  }

  /** The interface of that name; an address that the files keep to themselves is read off a selector's host bits. */
  withAddress(kernel: string, written: Cidr): string | undefined {
    const at = this.#drafts.findIndex(one => one.kernel === kernel)
    const draft = this.#drafts[at]
    if (draft !== undefined && draft.addresses.length === 0 && hasHostBits(written))
      this.#drafts[at] = { ...draft, addresses: [formatCidr(written)] }
    return draft?.key
  }

  named(kernel: string): string | undefined {
    return this.#drafts.find(one => one.kernel === kernel)?.key
  }

  #tell({ text, place }: Word, what: string, key: string): void {
    this.#problems.push(
      remark('interface-unknown', 'warning', place, {
        message: `the files do not say ${what}: ${key} is a made-up name, and nothing on the gateway is called that`,
        hint: 'put the output of `ip -json address` beside them as ip-address.json and import again, or write the name into the topology',
        value: text,
      }),
    )
  }

  #add(part: Partial<InterfaceDraft> & { readonly key: string }): string {
    const key = this.#untaken(part.key)
    this.#drafts.push({
      kernel: part.key,
      from: undefined,
      note: undefined,
      vlan: undefined,
      addresses: [],
      routes: [],
      mtu: undefined,
      ownNat: false,
      toInternet: false,
      ...part,
      key,
    })
    return key
  }

  #untaken(key: string): string {
    return untaken(key, new Set(this.#drafts.map(one => one.key)), 15)
  }

  #draftOf(one: HostInterface): InterfaceDraft {
    const { name, vlan, mtu } = one
    const renamed = interfaceLike(name.text) !== name.text
    return {
      key: this.#untaken(interfaceLike(name.text)),
      kernel: name.text,
      from: name.place,
      note: renamed ? `was ${name.text}` : undefined,
      vlan: vlan === undefined ? undefined : { id: vlan.id.value, link: interfaceLike(vlan.link) },
      addresses: one.addresses.flatMap(({ text }) => addressText(text)),
      routes: one.routes.flatMap(route => this.#routeOf(route)),
      mtu: mtu !== undefined && mtu.value >= 576 && mtu.value <= 9216 ? mtu.value : undefined,
      ownNat: one.ownNat !== undefined,
      toInternet: one.toInternet,
    }
  }

  #routeOf({ to, via, onLink }: HostInterface['routes'][number]): InterfaceDraft['routes'] {
    const subnet = parseCidr(to.text)
    if (subnet !== undefined && parseAddress(via.text) !== undefined)
      return [{ to: formatCidr(networkOf(subnet)), via: via.text, onLink }]
    this.#problems.push(
      notExpressed(
        to,
        'a route that does not lead from a subnet to an address',
        'add the route to the topology by hand',
      ),
    )
    return []
  }
}

const hostText = (text: string): string | undefined => {
  const cidr = parseCidr(text)
  return cidr === undefined ? undefined : formatCidr(hostOf(cidr))
}

const addressText = (text: string): string[] => {
  const cidr = parseCidr(text)
  return cidr === undefined ? [] : [formatCidr(cidr)]
}
