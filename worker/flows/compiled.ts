import type { Problem } from '../../schema/problem.ts'
import { readTopology } from '../../schema/topology/read.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { type Bundle, bundleDigest, planDigest } from '../../schema/wire/bundle.ts'
import type { Digest } from '../../schema/wire/names.ts'
import { compile } from '../compile/compile.ts'
import { type Files, ForgeError, MAX_BYTES, MAX_FILES } from '../ports/forge.ts'
import type { Ports } from '../ports/ports.ts'
import type { Candidate, Member } from '../rollout/candidate.ts'
import type { Rules } from '../rollout/rules.ts'

/** What a commit's topology comes to. */
export type Compiled =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'valid'
      readonly topology: ValidTopology
      readonly bundles: readonly Bundle[]
      readonly plan: Digest
      /** Warnings and infos. */
      readonly problems: readonly Problem[]
    }

export const compiledAt = async (
  { tree, network }: Pick<Ports, 'tree' | 'network'>,
  commit: string,
): Promise<Compiled> => {
  const files = await filesAt(tree, commit)
  if ('code' in files) return { kind: 'invalid', problems: [files] }
  if (files.size === 0) return { kind: 'none' }
  const reading = readTopology(files)
  if (reading.kind === 'invalid') return reading
  if (reading.topology.network !== network) {
    return { kind: 'invalid', problems: [wrongNetwork(files, reading.topology.network, network)] }
  }
  const bundles = compile(reading.topology)
  return {
    kind: 'valid',
    topology: reading.topology,
    bundles,
    plan: planDigest(bundles),
    problems: reading.problems,
  }
}

/** More than is read is for whoever wrote it to mend: a problem like any other, and no fault of the forge that another try gets past. */
const filesAt = async (tree: Ports['tree'], commit: string): Promise<Files | Problem> => {
  try {
    return await tree.topologyAt(commit)
  } catch (error) {
    if (error instanceof ForgeError && error.code === 'too-large') return TOO_LARGE
    throw error
  }
}

const TOO_LARGE: Problem = {
  code: 'text-size',
  severity: 'error',
  message: `the network is more than is read of a repository: ${MAX_FILES} files and ${MAX_BYTES / 1024 / 1024} MiB of topology, pki, secrets and runners`,
  hint: 'keep only what the topology names in pki/, secrets/ and runners/, in a repository of less than 100,000 files',
  place: { file: 'topology.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 },
}

/** The bundles that a change is compared with; none where the commit has no valid topology. */
export const bundlesAt = async (
  ports: Pick<Ports, 'tree' | 'network'>,
  commit: string | undefined,
): Promise<readonly Bundle[]> => {
  if (commit === undefined) return []
  const compiled = await compiledAt(ports, commit)
  return compiled.kind === 'valid' ? compiled.bundles : []
}

/** What releasing a commit would mean: who changes together, and how far it reaches. */
export const candidateOf = (
  commit: string,
  { topology, bundles, plan }: Extract<Compiled, { kind: 'valid' }>,
  { authors, coupled, reach }: Pick<Candidate, 'authors' | 'coupled' | 'reach'>,
): Candidate => ({
  commit,
  plan,
  members: membersOf(topology, bundles),
  every: topology.rollout.every,
  silence: topology.rollout.silence,
  ...(topology.rollout.loss !== undefined && { loss: topology.rollout.loss }),
  rules: rulesOf(topology),
  authors,
  coupled,
  reach,
})

export const rulesOf = ({ rollout: { approvers, waves, limit } }: ValidTopology): Rules => ({
  approvers: { permission: approvers.permission, users: [...approvers.users], self: approvers.self },
  waves: waves.map(({ gateways, soak, atOnce }) => ({
    gateways: gateways === '*' ? gateways : [...gateways],
    soak,
    ...(atOnce && { atOnce }),
  })),
  limit: {
    ...(limit.gateways && { gateways: limit.gateways }),
    ...(limit.removals && { removals: limit.removals }),
  },
})

const membersOf = (topology: ValidTopology, bundles: readonly Bundle[]): Member[] =>
  bundles.map(bundle => ({
    gateway: bundle.gateway,
    bundle: bundleDigest(bundle),
    sign: topology.gateways.find(gateway => gateway.name === bundle.gateway)?.keys?.sign ?? '',
  }))

const wrongNetwork = (files: Files, said: string, served: string): Problem => {
  for (const [file, text] of files) {
    const index = text.split('\n').findIndex(line => line.startsWith('network:'))
    if (index >= 0) return problemAt(file, index + 1, said, served)
  }
  return problemAt([...files.keys()][0] ?? 'topology.yaml', 1, said, served)
}

const problemAt = (file: string, line: number, said: string, served: string): Problem => ({
  code: 'wrong-network',
  severity: 'error',
  message: `this repository's control plane serves the network ${served}, not ${said}`,
  hint: `write network: ${served}`,
  place: { file, line, column: 1, endLine: line, endColumn: 1 },
  value: said,
})
