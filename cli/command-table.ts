import type { Command } from 'commander'

interface Entry {
  readonly name: string
  readonly about: string
  /** Loads the command's file: only the one that was asked for. */
  readonly load: () => Promise<Command>
}

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'init',
    about: 'begin a network: a first topology and the keys that everything is signed with',
    load: async () => (await import('./commands/init.ts')).initCommand(),
  },
  {
    name: 'root',
    about: 'change who may sign: the next root, and its signatures',
    load: async () => (await import('./commands/root.ts')).rootCommand(),
  },
  {
    name: 'import',
    about: 'bring a host that was configured by hand into the topology',
    load: async () => (await import('./commands/import.ts')).importCommand(),
  },
  {
    name: 'check',
    about: 'say what is wrong with a topology, at the file and line',
    load: async () => (await import('./commands/check.ts')).checkCommand(),
  },
  {
    name: 'plan',
    about: 'show what would change on which gateway, and which tunnels would blink',
    load: async () => (await import('./commands/plan.ts')).planCommand(),
  },
  {
    name: 'render',
    about: "write every gateway's files into a folder",
    load: async () => (await import('./commands/render.ts')).renderCommand(),
  },
  {
    name: 'graph',
    about: 'draw the network: gateways, tunnels, who dials in, and the waves of a rollout',
    load: async () => (await import('./commands/graph.ts')).graphCommand(),
  },
  {
    name: 'secret',
    about: 'seal a secret to the gateways that need it',
    load: async () => (await import('./commands/secret.ts')).secretCommand(),
  },
  {
    name: 'user',
    about: 'add, remove and equip the people who dial in',
    load: async () => (await import('./commands/user.ts')).userCommand(),
  },
  {
    name: 'pki',
    about: 'make and revoke the certificates that people who dial in check',
    load: async () => (await import('./commands/pki.ts')).pkiCommand(),
  },
  {
    name: 'runner',
    about: 'publish and sign versions of the runner that gateways may install',
    load: async () => (await import('./commands/runner.ts')).runnerCommand(),
  },
  {
    name: 'gateway',
    about: 'let a new gateway join: the token with which it enrols',
    load: async () => (await import('./commands/gateway.ts')).gatewayCommand(),
  },
  {
    name: 'approve',
    about: 'approve a plan',
    load: async () => (await import('./commands/approve.ts')).approveCommand(),
  },
  {
    name: 'pause',
    about: 'stop a rollout where it is',
    load: async () => (await import('./commands/steer.ts')).pauseCommand(),
  },
  {
    name: 'resume',
    about: 'let a rollout go on that was paused or halted',
    load: async () => (await import('./commands/steer.ts')).resumeCommand(),
  },
  {
    name: 'rollback',
    about: 'put every gateway back to what it had before the newest release',
    load: async () => (await import('./commands/steer.ts')).rollbackCommand(),
  },
  {
    name: 'status',
    about: 'show what every gateway runs, and how it is',
    load: async () => (await import('./commands/status.ts')).statusCommand(),
  },
  {
    name: 'audit',
    about: 'show what moved, who moved it and why; prove that nobody changed that',
    load: async () => (await import('./commands/audit.ts')).auditCommand(),
  },
  {
    name: 'operator',
    about: 'make the key with which you speak to the control plane',
    load: async () => (await import('./commands/operator.ts')).operatorCommand(),
  },
  {
    name: 'doctor',
    about: 'look at a control plane from outside, and say what to mend',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  },
  {
    name: 'app',
    about: 'create the GitHub App that the control plane needs, in one click',
    load: async () => (await import('./commands/app.ts')).appCommand(),
  },
  {
    name: 'lab',
    about: 'boot the network as virtual machines',
    load: async () => (await import('./commands/lab.ts')).labCommand(),
  },
]
