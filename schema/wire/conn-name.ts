import { SectionName } from './names.ts'

/**
 * What a `conn` of ipsec.conf stands for. The starter knows neither connections nor children, only conns: those with the
 * same IKE settings share one IKE SA, which bears the name of whichever was loaded first.
 */
export interface ConnName {
  readonly connection: string
  readonly child: string
  /** The twin that only initiates: the one without it holds the trap. */
  readonly starts: boolean
}

/** `rlyeh-ulthar/containers-archive`, and `…/start` for its twin. Sections have no slash, so no two read the same. */
export const connName = ({ connection, child, starts }: ConnName): string =>
  `${connection}/${child}${starts ? '/start' : ''}`

/** Reads a name off ipsec.conf or `ipsec statusall`; undefined when it is not one of cygnet's. */
export const readConnName = (text: string): ConnName | undefined => {
  const [connection = '', child = '', twin, ...rest] = text.split('/')
  const isSection = (name: string): boolean => SectionName.safeParse(name).success
  if (!isSection(connection) || !isSection(child) || rest.length > 0) return undefined
  if (twin !== undefined && twin !== 'start') return undefined
  return { connection, child, starts: twin !== undefined }
}
