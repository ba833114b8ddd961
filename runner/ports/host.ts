/** What systemd says of a unit; `enabled` in its own words, empty where there is no such unit. */
export interface UnitState {
  readonly active: boolean
  readonly enabled: string
}

/** A folder's file system. */
export interface FolderState {
  /** Bytes that may still be written. */
  readonly free: number
  readonly writable: boolean
}

/** Looks at this host for the doctor, and changes nothing. What cannot be looked at is undefined; nothing throws. */
export interface Host {
  units(names: readonly string[]): Promise<ReadonlyMap<string, UnitState>>
  /** networkd.conf with all that is merged into it. */
  networkdConfig(): Promise<string | undefined>
  /** `nft -j list ruleset`. */
  nftRuleset(): Promise<string | undefined>
  synchronised(): Promise<boolean | undefined>
  folder(path: string): Promise<FolderState | undefined>
  /** Whether one packet of so many bytes, its IP header included, is answered; it must not be cut on the way. */
  carries(from: string, to: string, bytes: number): Promise<boolean>
}
