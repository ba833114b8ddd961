/** A name of the language (gateway, tunnel, peer) that is as near as can be to one that somebody chose elsewhere. */
export const nameLike = (text: string, longest = 31): string => {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, longest)
    .replace(/-+$/, '')
  return plain === '' ? 'unnamed' : plain
}

/** The kernel's name, or one like it without what the language cannot carry: `vlan.4010` becomes `vlan4010`. */
export const interfaceLike = (text: string): string => {
  if (/^(?!(?:all|default)$)[A-Za-z][A-Za-z0-9_-]{0,14}$/.test(text)) return text
  const plain = text
    .replaceAll(/[^A-Za-z0-9_-]/g, '')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 15)
  return plain === '' || plain === 'all' || plain === 'default' ? 'unnamed' : plain
}

/** The name, or the first of `name-2`, `name-3`, … that is not taken; never longer than `longest`. */
export const untaken = (name: string, taken: ReadonlySet<string>, longest = 31): string => {
  if (!taken.has(name)) return name
  for (let count = 2; ; count++) {
    const suffix = `-${count}`
    const candidate = `${name.slice(0, longest - suffix.length)}${suffix}`
    if (!taken.has(candidate)) return candidate
  }
}
