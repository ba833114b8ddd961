import type { By, Happening } from './happening.ts'

/** A happening as a noun, with who began it where that is known: `IKE SA rekey started by the peer`. */
export const happeningWords = ({ kind, by }: Happening): string => NOUNS[kind](by)

const NOUNS: Readonly<Record<Happening['kind'], (by: By) => string>> = {
  'ike-up': by => `a new IKE SA${started(by)}`,
  'ike-down': by => (by === undefined ? 'the end of the IKE SA' : `IKE SA delete${sent(by)}`),
  'ike-rekey': by => `IKE SA rekey${started(by)}`,
  // The other end does not say so: two messages look like it.
  reauthentication: by =>
    `re-authentication${started(by)}${by === 'peer' ? ' (it ended the IKE SA and made another at once)' : ''}`,
  'child-up': by => `a new CHILD SA${started(by)}`,
  'child-down': by => (by === undefined ? 'the end of the CHILD SA' : `CHILD SA delete${sent(by)}`),
  'child-rekey': by => `CHILD SA rekey${started(by)}`,
  dpd: () => 'dead peer detection (the peer did not answer)',
  'daemon-up': () => 'the start of the IKE daemon',
  'daemon-down': () => 'the end of the IKE daemon',
  change: () => 'a change of this gateway by cygnet',
}

const started = (by: By): string =>
  by === undefined ? '' : by === 'us' ? ' started here' : ' started by the peer'

const sent = (by: 'us' | 'peer'): string => (by === 'us' ? ' sent from here' : ' sent by the peer')
