import { canonicalBytes } from '../../../schema/wire/canonical.ts'
import { digestOf } from '../../core/digest.ts'
import type { Watched } from '../../core/drift/known.ts'
import type { Gateway, Kernel } from '../gateway.ts'

/**
 * What a gateway is configured with, boiled down to one digest: the same digest means that nobody changed anything since.
 * It opens no file and no secret, and does not know what is right; what cannot be looked at counts as looking so.
 */
export const glance = async (gateway: Gateway, watched: Watched): Promise<string> => {
  const kernel = await gateway.kernel()
  const [files, live] = [await markedFiles(gateway, watched), await liveState(gateway, kernel, watched)]
  return digestOf(canonicalBytes([files, live]))
}

const markedFiles = async ({ marks }: Gateway, { files }: Watched): Promise<string[]> =>
  await Promise.all(files.map(async path => (await marks.of(path))?.stamp ?? 'none'))

const liveState = async (
  { ipsec }: Gateway,
  { firewall, interfaces, sysctl }: Kernel,
  { settings, backend, daemon }: Watched,
): Promise<unknown[]> =>
  await Promise.all([
    ...settings.map(async key => await orBlind(async () => (await sysctl.read(key)) ?? 'none')),
    orBlind(async () => await interfaces.stamp()),
    orBlind(async () => ownLines(await firewall.live(backend))),
    orBlind(async () => (await ipsec.loaded(daemon)).map(({ name, facts }) => [name, ...[...facts].flat()])),
  ])

/** Own chains and what leads to them: counters and the rules of others come and go. */
const ownLines = ({ v4, v6 }: { readonly v4: string; readonly v6: string }): string[] =>
  [v4, v6].map(text =>
    text
      .split('\n')
      .filter(line => line.startsWith('*') || /(?:^:|\s)CYGNET-/.test(line))
      .map(line => line.replace(/ \[\d+:\d+\]$/, ''))
      .join('\n'),
  )

const orBlind = async <T>(task: () => Promise<T>): Promise<T | 'blind'> => {
  try {
    return await task()
  } catch {
    return 'blind'
  }
}
