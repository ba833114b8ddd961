const ADDRESS = /^Address=(.*)\n/gm

/**
 * What networkd is told of an interface, with the broadcast address of each IPv4 network written out: the one that it would
 * come to by itself. networkd 252 tells addresses apart by it. One that it cannot find in a new description it takes away,
 * with every route that stands on it, before it sets the very same one again. `docs/adr/0155`.
 */
export const withBroadcasts = (text: string): string =>
  text
    .split(/^(?=\[)/m)
    .map(section => {
      if (section.startsWith('[Network]\n')) return withOwnSections(section)
      if (section.startsWith('[Address]\n') && !/^Broadcast=/m.test(section))
        return section.replaceAll(ADDRESS, line => line + broadcastLine(line))
      return section
    })
    .join('')

/** `Address=` of the network's section, which can say no more, as sections that can, in their order. */
const withOwnSections = (network: string): string => {
  const lines = [...network.matchAll(ADDRESS)].map(([line]) => line)
  if (lines.length === 0) return network
  const rest = `${network.replaceAll(ADDRESS, '').trimEnd()}\n\n`
  return rest + lines.map(line => `[Address]\n${line}${broadcastLine(line)}\n`).join('')
}

/** Empty where networkd sets none either: IPv6, and networks of one or two addresses. */
const broadcastLine = (line: string): string => {
  const [, address = '', length = ''] = /^Address=(\d+\.\d+\.\d+\.\d+)\/(\d+)\n$/.exec(line) ?? []
  const prefix = Number(length)
  if (address === '' || prefix < 1 || prefix > 30) return ''
  const hosts = 2 ** (32 - prefix)
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const last = number - (number % hosts) + hosts - 1
  return `Broadcast=${[24, 16, 8, 0].map(shift => (last >>> shift) & 255).join('.')}\n`
}
