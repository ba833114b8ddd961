/** What a map of names holds under a name that somebody chose; `constructor` and its like are names as any other. */
export const own = <T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined
