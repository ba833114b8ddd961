import { readFileSync } from 'node:fs'
import { systemClock } from './adapters/clock.ts'
import { httpsControlPlane } from './adapters/control-plane-https.ts'
import { eitherDaemon } from './adapters/daemons.ts'
import { realDisk } from './adapters/disk.ts'
import { fileMarks } from './adapters/file-marks.ts'
import { socketLock } from './adapters/socket-lock.ts'
import { sourceAt } from './adapters/source-at.ts'
import { type Command, HELP, readCommand } from './command-line.ts'
import { CONFIG, STATE } from './core/paths.ts'
import type { Gateway, Kernel, Tools } from './flows/gateway.ts'
import type { Measure } from './flows/run.ts'
import type { Daemon } from './ports/ipsec.ts'
import { isOperatorCommand } from './read-operator.ts'
import { VERSION } from './version.ts'

/** The runner on a real gateway: every port with the adapter that stands behind it. */
const gateway = async (): Promise<Gateway> => {
  const disk = realDisk()
  const bytes = await disk.read('read the configuration', CONFIG)
  if (bytes === undefined) throw new Error(`there is no ${CONFIG}: enrol this gateway first`)
  const { readConfig, SETTLE_WITHIN } = await import('./core/config.ts')
  const config = readConfig(bytes)
  return {
    identity: { network: config.network, gateway: config.gateway, folder: STATE },
    reports: config.reports,
    disk,
    marks: fileMarks(),
    clock: systemClock,
    source: sourceAt(config.source, config.s3),
    controlPlane: httpsControlPlane,
    ipsec: eitherDaemon({ disk, clock: systemClock }),
    kernel,
    tools,
    random: Math.random,
    say: line => remark(`${line}\n`),
    settleWithin: config.settleWithin ?? SETTLE_WITHIN,
    version: VERSION,
  }
}

const kernel = async (): Promise<Kernel> => {
  const { iptables } = await import('./adapters/iptables.ts')
  const { procSysctl } = await import('./adapters/sysctl.ts')
  const { ipInterfaces } = await import('./adapters/interfaces-ip.ts')
  return { firewall: iptables, sysctl: procSysctl(), interfaces: ipInterfaces }
}

const tools = async (): Promise<Tools> => {
  const { netplanCli } = await import('./adapters/netplan/netplan-cli.ts')
  const { fping } = await import('./adapters/monitor/fping.ts')
  const { systemdServices } = await import('./adapters/services-systemd.ts')
  const { systemdTimer } = await import('./adapters/timer-systemd.ts')
  const { dpkgPackage } = await import('./adapters/package-dpkg.ts')
  const { systemdUpgrader } = await import('./adapters/upgrader-systemd.ts')
  return {
    ...(await kernel()),
    netplan: netplanCli(),
    echo: fping,
    services: systemdServices(answers, milliseconds => systemClock.wait(milliseconds)),
    timer: systemdTimer,
    ownPackage: dpkgPackage(),
    upgrader: systemdUpgrader,
  }
}

/** Whether a daemon that was started can be spoken to. */
const answers = async (daemon: Daemon): Promise<boolean> => {
  const ipsec = eitherDaemon({ disk: realDisk(), clock: systemClock })
  return await ipsec.answers(daemon)
}

/** Runs a command and returns the exit code: 0 fine, 1 it did not work, 2 wrong usage. */
const main = async (command: Command): Promise<number> => {
  if (command.name === 'help') return print(HELP)
  if (command.name === 'version') return print(`${VERSION}\n`)
  if (command.name === 'wrong') {
    remark(`error: ${command.why}\nhint: cygnet-runner --help\n`)
    return 2
  }
  if (command.name === 'enroll') return await enrollWith(command)
  if (command.name === 'csr') return await csrWith(command)
  if (command.name === 'tuf') return await (await import('./tuf/command.ts')).tuf(command.args)
  if (command.name === 'boot') return await bootHere()
  const here = await gateway()
  if (command.name === 'once') return await onceLocked(here, command)
  if (isOperatorCommand(command)) {
    const { operate } = await import('./operate.ts')
    outliveTerminal()
    const voice = { out: print, err: remark }
    return await operate(here, socketLock, command, voice)
  }
  if (command.name === 'status') {
    const { status, statusText } = await import('./flows/status.ts')
    const now = await status(here)
    return print(command.format === 'json' ? `${JSON.stringify(now)}\n` : statusText(now))
  }
  if (command.name === 'doctor') {
    const { doctor, doctorText, isWell } = await import('./flows/doctor.ts')
    const { linuxHost } = await import('./adapters/host-linux.ts')
    const diagnosis = await doctor(here, linuxHost)
    print(command.format === 'json' ? `${JSON.stringify(diagnosis)}\n` : doctorText(diagnosis))
    return isWell(diagnosis) ? 0 : 1
  }
  if (command.name === 'revert') {
    const { takeWayBack } = await import('./flows/take-way-back.ts')
    const { endHolder } = await import('./adapters/end-holder.ts')
    return await takeWayBack(here, socketLock, endHolder)
  }
  const { chokidarAlarm } = await import('./adapters/alarm-chokidar.ts')
  const { finishingLock } = await import('./adapters/finishing-lock.ts')
  const { run } = await import('./flows/run.ts')
  await run(here, finishingLock(socketLock), () => false, {
    alarm: chokidarAlarm(here.say),
    measure: measureIfAsked(here),
  })
  return 0
}

/** What measures is loaded by the first bundle that asks for it, or where a process before this one has measured and no bundle asks any more. */
const measureIfAsked = (here: Gateway): Measure => {
  let measure: Measure | undefined
  return async bundle => {
    if (measure === undefined && bundle?.monitor === undefined) {
      const { hasLeftMeasured } = await import('./left-measured.ts')
      if (!(await hasLeftMeasured(here.disk))) return
    }
    measure ??= (await import('./measure.ts')).measure(here)
    await measure(bundle)
  }
}

/** Somebody who mistypes the configuration notices at the next boot: not by a gateway without a firewall. */
const bootHere = async (): Promise<number> => {
  const { boot, restoreFirewall } = await import('./flows/boot.ts')
  let here: Gateway
  try {
    here = await gateway()
  } catch (error) {
    await restoreFirewall({ disk: realDisk(), kernel })
    throw error
  }
  // Typed by a person, it must not take back what the service is just trying.
  return await locked(async () => {
    await boot(here)
    return 0
  })
}

const print = (text: string): number => {
  speak('stdout', text)
  return 0
}

const remark = (text: string): void => speak('stderr', text)

/**
 * Whoever listened may be gone: that ends nothing here. A stream is made by who first asks for it, and a poll without change, which says
 * nothing, asks for none.
 */
const speak = (name: 'stdout' | 'stderr', text: string): void => {
  const stream = process[name]
  if (stream.listenerCount('error') === 0) stream.on('error', () => undefined)
  stream.write(text)
}

/** A change may cut the very session that it was typed into: it goes on, and is not taken back for want of a listener. */
const outliveTerminal = (): void => void process.on('SIGHUP', () => undefined)

/** One runner at a time: waits a little for another one, and throws when that stays at work. */
const locked = async <T>(task: () => Promise<T>): Promise<T> => {
  const { IMPATIENCE, patientLock } = await import('./flows/patient-lock.ts')
  const done = await patientLock(socketLock, systemClock, IMPATIENCE).holding(task)
  if (done === undefined) throw new Error('another cygnet-runner is at work')
  return done.value
}

const onceLocked = async (here: Gateway, how: { readonly hurry?: true }): Promise<number> => {
  const { once } = await import('./flows/once.ts')
  const { hintFor } = await import('./core/hint.ts')
  outliveTerminal()
  const turn = await locked(() => once(here, how))
  const { waiting } = turn.journal
  if (waiting !== undefined) remark(`release ${waiting.release} waits: cygnet-runner status says for what\n`)
  if (turn.trouble === undefined) return 0
  const { code, message } = turn.trouble
  const hint = hintFor(turn.trouble)
  remark(`error: ${code}: ${message}\n${hint === undefined ? '' : `hint: ${hint}\n`}`)
  return 1
}

const enrollWith = async (command: Extract<Command, { name: 'enroll' }>): Promise<number> => {
  const { enroll } = await import('./flows/keys/enroll.ts')
  const { decodeToken } = await import('../schema/wire/token.ts')
  const text =
    command.from === 'argument'
      ? command.value
      : readFileSync(command.value === '-' ? '/dev/stdin' : command.value, 'utf8')
  const ports = { disk: realDisk(), controlPlane: httpsControlPlane, sourceOf: sourceAt }
  const keys = await enroll(ports, decodeToken(text))
  print(`keys: { sign: "ed25519:${keys.sign}", seal: "x25519:${keys.seal}" }\n`)
  remark(
    'enrolled; now: systemctl start cygnet-runner, and compare these keys with the pull request that adds them\n',
  )
  return 0
}

const csrWith = async ({ wish }: Extract<Command, { name: 'csr' }>): Promise<number> => {
  const { csr } = await import('./flows/keys/csr.ts')
  const { openssl } = await import('./adapters/openssl.ts')
  const { pem, digest } = await csr({ disk: realDisk(), requests: openssl() }, wish)
  print(pem)
  remark(`the private key ${digest} stays on this gateway; have a certificate issued for the request\n`)
  return 0
}

const start = async (): Promise<void> => {
  try {
    process.exitCode = await main(readCommand(process.argv.slice(2)))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const { hintToPerson } = await import('./core/hint.ts')
    const hint = hintToPerson(message, process.getuid?.() === 0)
    remark(`error: ${message}\n${hint === undefined ? '' : `hint: ${hint}\n`}`)
    process.exitCode = 1
  }
}

void start()
