import { LabError } from './lab-error.ts'
import { type Result, type RunOptions, run } from './program.ts'

/** A host or router of the lab: a network namespace, and this machine's programs inside it. */
export class LabRoom {
  readonly name: string
  readonly namespace: string

  constructor(name: string, namespace: string) {
    this.name = name
    this.namespace = namespace
  }

  /** Runs a program of this machine with the room's network; throws as `run` does. */
  exec(argv: readonly string[], options: RunOptions = {}): Promise<Result> {
    return run(this.inside(argv), options)
  }

  /** The command line that runs `argv` with the room's network. */
  inside(argv: readonly string[]): string[] {
    return ['ip', 'netns', 'exec', this.namespace, ...argv]
  }
}

/** Finds a thing of the lab by its name. Throws `name` with all that there are. */
export const byName = <T>(things: ReadonlyMap<string, T>, what: string, name: string): T => {
  const thing = things.get(name)
  if (thing === undefined)
    throw new LabError('name', `the lab has no ${what} "${name}"; it has ${[...things.keys()].join(', ')}`)
  return thing
}
