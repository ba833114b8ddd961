/** A kernel setting: `net.ipv4.ip_forward` and its value; a slash inside a name part is kept as the kernel has it. */
export type Settings = ReadonlyMap<string, string>

/**
 * Dots between parts; a part that itself holds a dot is not accepted, nor one that could climb out of /proc/sys. Of the network
 * only: elsewhere are settings that name programs to run as root (kernel.core_pattern, kernel.modprobe).
 */
export const SETTING = /^net(\.[A-Za-z0-9_-]+)+$/
const VALUE = /^[ -~]{1,256}$/

/**
 * Reads a sysctl.d file as the compiler writes it: comments, `key = value`. Throws a `SyntaxError` on anything else,
 * also on the same key twice: it is read before anything changes.
 */
export const readSettings = (text: string): Settings => {
  const settings = new Map<string, string>()
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const equals = trimmed.indexOf('=')
    const key = trimmed.slice(0, Math.max(equals, 0)).trim()
    const value = trimmed.slice(equals + 1).trim()
    if (!SETTING.test(key) || !VALUE.test(value) || settings.has(key))
      throw new SyntaxError(`sysctl line ${index + 1} is not one setting: ${trimmed.slice(0, 120)}`)
    settings.set(key, value)
  }
  return settings
}

/** What to set so that `wanted` holds and what only `had` set is back as it was; a key without an original stays. */
export const settingsToWrite = (
  had: Settings,
  wanted: Settings,
  originals: Readonly<Record<string, string>>,
): Settings => {
  const writes = new Map(wanted)
  for (const key of had.keys()) {
    const original = originals[key]
    if (!wanted.has(key) && original !== undefined) writes.set(key, original)
  }
  return writes
}
