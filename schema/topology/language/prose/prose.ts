/** What an editor shows about a key, by its place: `gateways.*.interfaces.*.vlan`. */
export type Prose = Readonly<
  Record<string, { readonly text: string; readonly examples?: readonly unknown[] }>
>
