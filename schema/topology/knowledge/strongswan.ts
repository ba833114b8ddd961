import type { Os } from '../gateway.ts'

/** The strongSwan of each release, as its package archive has it. */
const VERSIONS: Readonly<Record<Os, { readonly text: string; readonly number: number }>> = {
  'ubuntu-22.04': { text: '5.9.5', number: 5.0905 },
  'debian-12': { text: '5.9.8', number: 5.0908 },
  'ubuntu-24.04': { text: '5.9.13', number: 5.0913 },
  'debian-13': { text: '6.0.1', number: 6.0001 },
}

/** `5.9.8`. */
export const strongSwanOf = (os: Os): string => VERSIONS[os].text

/** Several key exchanges in one IKE SA (RFC 9370), ML-KEM among them, came with strongSwan 6.0. */
export const knowsMlKem = (os: Os): boolean => VERSIONS[os].number >= 6
