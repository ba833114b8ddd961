/** Something that a tool of a gateway in memory does, in steps between which a runner may die. */
export type Act = (name: string, ...steps: readonly (() => void)[]) => Promise<void>
