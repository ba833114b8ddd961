import type { SourceFile } from './source-files.ts'

/** One ban: files that match `from` must not import what matches `to`, because of `reason`. */
export interface Ban {
  readonly from: RegExp
  readonly to: RegExp
  readonly except?: RegExp
  readonly reason: string
}

export const bans: readonly Ban[] = [
  {
    from: /^schema\//,
    to: /^(node:|cloudflare:|@cloudflare\/|worker\/|runner\/|cli\/|infra\/)/,
    reason: 'the schema is what every room shares: pure, loadable in a Worker, on a gateway and in a browser',
  },
  {
    from: /^schema\/topology\//,
    to: /^schema\/wire\//,
    reason: 'what people write and what is sent change for different reasons',
  },
  { from: /^schema\/wire\//, to: /^schema\/topology\//, reason: 'the gateway must not carry the language' },
  {
    from: /^runner\//,
    to: /^schema\/(?!wire\/)|^(worker|cli|infra|yaml$|hono|@octokit)/,
    reason: 'compiler and language cannot be loaded on a gateway: what is not there cannot be attacked',
  },
  {
    from: /^worker\//,
    to: /^(runner|cli|infra)\//,
    reason: 'the control plane knows gateways by their reports only',
  },
  {
    from: /^cli\//,
    to: /^worker\/(?!compile\/|picture\/|plan\/|release\/)/,
    reason: 'the laptop runs the pure parts of the Worker, the same code, and none of its surroundings',
  },
  {
    from: /^cli\/(?!commands\/lab)/,
    to: /^(runner|infra)\//,
    reason: 'the tool works without gateways and without a lab',
  },
  {
    from: /^(worker|runner)\/(core|compile|health|pages|picture|plan|release|rollout)\//,
    to: /^(worker|runner)\/(adapters|flows|routes|middleware|ports)\//,
    reason: 'the core decides, it does not act: no I/O, no port',
  },
  {
    from: /^(worker|runner)\/(core|compile|health|picture|plan|release|rollout)\//,
    to: /^(node:(?!crypto)|cloudflare:|@octokit|@aws-sdk|hono)/,
    reason: 'the core is pure: bytes and times come in as values',
  },
  {
    from: /^schema\/topology\/(text|grammar)\//,
    to: /^schema\/topology\/(beside|document|knowledge|resolve|rules)\//,
    reason: 'a text is read, and its words are, before anybody asks what they mean for a network',
  },
  {
    from: /^worker\/compile\/host\//,
    to: /^worker\/compile\/texts\//,
    reason: 'what a gateway is to be has no syntax: one daemon more is some texts more, and nothing else',
  },
  {
    from: /^runner\/core\/state\//,
    to: /^runner\/core\/(drift|doctor|ipsec|kernel|monitor)\//,
    reason: 'whether a change stays is decided without knowing any daemon',
  },
  {
    from: /^(worker|runner)\/flows\//,
    to: /^(worker|runner)\/adapters\//,
    reason: 'flows speak to ports; only main knows which adapter stands behind one',
  },
  {
    from: /^(worker|runner)\/ports\//,
    to: /^(worker|runner)\/(adapters|flows|routes)\//,
    reason: 'a port is a promise; it cannot depend on who keeps it',
  },
  {
    from: /^(schema|worker|runner|cli|infra)\//,
    to: /^test\//,
    reason: 'tests see the code, never the other way round',
  },
]

const isTest = (path: string): boolean => /\.test\.ts$|^test\//.test(path)

/** Every import that breaks a ban, in words; tests may look wherever they need to. */
export const brokenLaws = (files: readonly SourceFile[]): string[] =>
  files
    .filter(file => !isTest(file.path))
    .flatMap(file =>
      bans.flatMap(ban =>
        ban.from.test(file.path) && !ban.except?.test(file.path)
          ? file.imports
              .filter(name => ban.to.test(name))
              .map(name => `${file.path} imports ${name}: ${ban.reason}`)
          : [],
      ),
    )

/** Import circles among the project's own files, each as the list of its members. */
export const circles = (files: readonly SourceFile[]): string[][] => {
  const byPath = new Map(files.map(file => [file.path, file]))
  const done = new Set<string>()
  const found: string[][] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.push([...trail.slice(start), path])
    if (start >= 0 || done.has(path)) return
    for (const next of byPath.get(path)?.imports ?? []) if (byPath.has(next)) visit(next, [...trail, path])
    done.add(path)
  }
  for (const file of files) visit(file.path, [])
  return found
}
