/** What both address families get: the same chains, each with the rules that its addresses call for. */
export interface Firewall {
  readonly v4: readonly Table[]
  readonly v6: readonly Table[]
}

export interface Table {
  readonly name: 'mangle' | 'nat' | 'filter'
  readonly chains: readonly Chain[]
}

/** `CYGNET-<BUILTIN>` is hooked in as the first rule of `<BUILTIN>` in its table, by the gateway. */
export interface Chain {
  readonly name: `CYGNET-${'FORWARD' | 'OUTPUT' | 'POSTROUTING'}`
  readonly rules: readonly Rule[]
}

export interface Rule {
  /** Written as a comment above the rule. */
  readonly why: string
  readonly in?: string
  readonly out?: string
  readonly source?: string
  readonly destination?: string
  /** Will IPsec take this packet (out), or did it bring it (in)? */
  readonly policy?: { readonly direction: 'in' | 'out'; readonly ipsec: boolean }
  readonly target: 'RETURN' | 'ACCEPT' | 'DROP' | 'MASQUERADE' | { readonly clampMss: number }
}
