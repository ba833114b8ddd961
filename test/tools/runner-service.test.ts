import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManagedDebian } from './managed-debian.ts'
import { runnerPackage } from './packages.ts'

/** The services as they are shipped, in their sandbox, under a real systemd, with every tool that a change needs. */
let gateway: ManagedDebian

beforeAll(async () => {
  gateway = await ManagedDebian.boot()
  await gateway.install(await runnerPackage())
  await gateway.enrol()
})

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]()
})

/** A rule that netplan's generator takes away: then it is not enough to tell networkd, and `netplan apply` runs. */
const TELL_UDEV = 'mkdir -p /run/udev/rules.d; echo >/run/udev/rules.d/99-netplan-eth7.rules'

/** A release, and the runner killed when half of it is live; nobody starts it again. */
const killInTheMiddle = async (): Promise<void> => {
  await gateway.must(`mkdir -p /run/systemd/system/cygnet-runner.service.d
    printf '[Service]\\nRestart=no\\n' >/run/systemd/system/cygnet-runner.service.d/once.conf
    systemctl daemon-reload`)
  const change = await gateway.holdChange()
  await gateway.release('swanctl', '172.16.0.22/28')
  await change.held()
  await gateway.must('systemctl kill --kill-whom=all --signal=KILL cygnet-runner')
  await change.letGo()
  expect(await gateway.must('ls /run/netplan')).toBe('60-cygnet.yaml\n')
}

const expectTakenBack = async (): Promise<void> => {
  expect(await gateway.must('ls /run/netplan')).toBe('')
  expect(await gateway.must('ip -o -4 address show dev eth1')).toContain('172.16.0.21/28')
  const status = await gateway.must('cygnet-runner status')
  expect(status).toContain('in force: release 3 ')
  expect(status).not.toContain('under way')
}

describe('the service in its sandbox', () => {
  test('takes a first release into force: settings, addresses, firewall, connections', async () => {
    const release = await gateway.release('swanctl', '172.16.0.19/28')
    await gateway.must('systemctl start cygnet-runner')
    await gateway.inForce(release)
    expect(await gateway.must('sysctl -n net.ipv4.ip_forward')).toBe('1\n')
    expect(await gateway.must('ip -o -4 address show dev eth1')).toContain('172.16.0.19/28')
    expect(await gateway.must('iptables -S FORWARD')).toContain('-j CYGNET-FORWARD')
    expect(await gateway.must('swanctl --list-conns')).toContain('rlyeh-ulthar: IKEv2')
  })

  test('puts back what somebody changed by hand, by a word from whoever stands there', async () => {
    await gateway.must('iptables -I CYGNET-FORWARD -s 192.0.2.1 -j ACCEPT')
    expect(await gateway.must('cygnet-runner repair')).toBe('put back: chain IPv4 filter CYGNET-FORWARD\n')
    expect(await gateway.must('iptables -S CYGNET-FORWARD')).not.toContain('192.0.2.1')
    expect(await gateway.must('cygnet-runner repair')).toContain('nothing drifted')
  })

  test('changes from one daemon to the other and back, also where netplan has to apply all by itself', async () => {
    await gateway.must(TELL_UDEV)
    await gateway.inForce(await gateway.release('ipsec.conf', '172.16.0.20/28'))
    expect(await gateway.must('ipsec statusall')).toContain('rlyeh-ulthar/containers-containers')
    await gateway.inForce(await gateway.release('swanctl', '172.16.0.21/28'))
    expect(await gateway.must('systemctl is-active strongswan')).toBe('active\n')
  })

  test('has four rights, and no memory that could be written and run', async () => {
    const pid = (await gateway.must('systemctl show -p MainPID --value cygnet-runner')).trim()
    const status = await gateway.must(`cat /proc/${pid}/status`)
    // CHOWN, DAC_OVERRIDE, NET_ADMIN, NET_RAW.
    expect(status).toMatch(/^CapEff:\t0000000000003003$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
    expect(status).toMatch(/^Seccomp:\t2$/m)
    expect(await gateway.must(`cat /proc/${pid}/maps`)).not.toMatch(/ .wx. /)
  })

  test('killed in the middle of a change, is taken back by what it laid outside', async () => {
    await killInTheMiddle()
    // What the timer does when its time has come.
    expect(await gateway.must('systemctl is-active cygnet-way-back.timer')).toBe('active\n')
    await gateway.must('systemctl start cygnet-way-back.service')
    await gateway.must('while systemctl is-active -q cygnet-way-back.service; do sleep 0.1; done')
    await expectTakenBack()
  })

  test('and taken back again and again until that works, though no service runs', async () => {
    await gateway.must('systemctl start cygnet-runner')
    await killInTheMiddle()
    await gateway.must('mount --bind /bin/false /usr/libexec/netplan/generate')
    await gateway.must('systemctl start cygnet-way-back.service')
    await gateway.must('until journalctl -u cygnet-way-back | grep -q FAILURE; do sleep 0.1; done')
    expect(await gateway.must('cygnet-runner status')).toContain('under way')
    await gateway.must('umount /usr/libexec/netplan/generate')
    await gateway.must('while cygnet-runner status | grep -q "under way"; do sleep 1; done')
    await expectTakenBack()
  })

  test('as is a turn that a person typed, and whose terminal was stopped in its middle', async () => {
    const change = await gateway.holdChange()
    await gateway.release('swanctl', '172.16.0.22/28')
    gateway.inside.start('cygnet-runner', ['once'])
    await change.held()
    await gateway.must("kill -STOP $(pgrep -f '[r]unner.cjs once')")
    await change.letGo()
    await gateway.must('systemctl start cygnet-way-back.service')
    await gateway.must('while systemctl is-active -q cygnet-way-back.service; do sleep 0.1; done')
    await expectTakenBack()
  })
})

describe('cygnet-boot in its sandbox', () => {
  test('brings the firewall back', async () => {
    await gateway.must('iptables -F; iptables -X; systemctl restart cygnet-boot')
    expect(await gateway.must('iptables -S FORWARD')).toContain('-j CYGNET-FORWARD')
  })

  test('takes back what was killed, also where netplan has to apply all by itself', async () => {
    await gateway.must('systemctl start cygnet-runner')
    await killInTheMiddle()
    await gateway.must(`${TELL_UDEV}; systemctl restart cygnet-boot`)
    await expectTakenBack()
  })

  test('brings it back also where somebody has mistyped the configuration', async () => {
    const config = '/etc/cygnet/runner.json'
    await gateway.must(`cp -p ${config} /run/config; sed -i 's/^{/{"settleWithin": 30,/' ${config}
      iptables -F; iptables -X; ! systemctl restart cygnet-boot`)
    expect(await gateway.must('iptables -S FORWARD')).toContain('-j CYGNET-FORWARD')
    expect(await gateway.must('journalctl -u cygnet-boot')).toContain('settleWithin: ')
    await gateway.must(`systemctl stop cygnet-boot; cp -p /run/config ${config}; systemctl start cygnet-boot`)
  })

  test('leaves what an earlier boot was in the middle of to the service, when the network has begun without it', async () => {
    await gateway.must('systemctl start cygnet-runner')
    await killInTheMiddle()
    await gateway.must(`systemctl stop cygnet-way-back.timer
      sed -i 's/"boot": *"[^"]*"/"boot":"11111111-2222-4333-8444-555555555555"/' /var/lib/cygnet/journal.json
      iptables -F; iptables -X; systemctl restart cygnet-boot`)
    expect(await gateway.must('cygnet-runner status')).toContain('under way')
    expect(await gateway.must('iptables -S FORWARD')).toContain('-j CYGNET-FORWARD')
    await gateway.must(
      'systemctl start cygnet-runner; while cygnet-runner status | grep -q "under way"; do sleep 1; done',
    )
    await expectTakenBack()
  })

  test('started by hand while a change is made, waits for it', async () => {
    const change = await gateway.holdChange()
    const release = await gateway.release('swanctl', '172.16.0.23/28')
    await change.held()
    await gateway.must('systemctl --no-block restart cygnet-boot; sleep 3')
    expect(await gateway.must('cygnet-runner status')).toContain('under way')
    await change.letGo()
    await gateway.inForce(release)
    await gateway.must('while [ "$(systemctl is-active cygnet-boot)" = activating ]; do sleep 0.1; done')
    expect(await gateway.must('systemctl is-active cygnet-boot')).toBe('active\n')
  })
})

describe('what runs in the sandbox', () => {
  /** Runs a script in a unit that has the services' sandbox and nothing else of theirs; what it says. */
  const within = async (script: string): Promise<string> => {
    await gateway.must(`mkdir -p /run/systemd/system/intruder.service.d
      cp /lib/systemd/system/cygnet-runner.service.d/10-sandbox.conf /run/systemd/system/intruder.service.d
      systemctl daemon-reload`)
    const unit = [
      '--quiet',
      '--wait',
      '--pipe',
      '--collect',
      '--unit=intruder',
      'sh',
      '-c',
      `exec 2>&1; ${script}`,
    ]
    const { stdout, stderr } = await gateway.inside.run('systemd-run', unit)
    return stdout + stderr
  }

  test.for([
    ['a program', ': >/usr/bin/ls', 'Read-only file system'],
    ['what others keep', ': >/var/lib/dpkg/status', 'Read-only file system'],
    ['what the kernel runs', 'echo x >/proc/sys/kernel/core_pattern', 'Read-only file system'],
    ['the kernel', 'echo 1 >/sys/module/printk/parameters/time', 'Read-only file system'],
    ['mounts', 'mount -t tmpfs tmpfs /srv', 'mount'],
    ['namespaces', 'unshare --user true', 'not permitted'],
    ['priority', 'nice -n -5 true', 'cannot set niceness'],
  ])('does not change %s', async ([, script, words]) => {
    expect(await within(`${script} && echo done`)).toMatch(new RegExp(`^(?!done)[^]*${words}`))
  })

  test('still writes where the runner has to', async () => {
    const places = ['/etc/netplan/x', '/run/x', '/var/lib/cygnet/x', '/var/cache/cygnet/x']
    const settings = 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo add >/sys/class/net/lo/uevent'
    expect(await within(`for place in ${places.join(' ')}; do : >$place; done; ${settings}`)).toBe('')
  })

  test('writes textfiles for node_exporter, and nothing beside them', async () => {
    await gateway.must('mkdir -p /var/lib/prometheus/node-exporter && systemctl restart cygnet-runner')
    const inService = (script: string) =>
      gateway.must(`nsenter --mount --target $(systemctl show -P MainPID cygnet-runner) sh -c '${script}'`)
    // Not the runner's own: where nothing is measured, it takes away what it finds of that when it starts.
    const written = '/var/lib/prometheus/node-exporter/x.prom'
    expect(await inService(`: >${written}; ls ${written}; rm ${written}`)).toBe(`${written}\n`)
    await expect(inService(': >/var/lib/prometheus/x')).rejects.toThrow('Read-only file system')
  })

  test('still pings, as the runner does through tunnels', async () => {
    expect(await within('fping -a -q -t 1000 -r 2 -B 1 -S 127.0.0.1 -- 127.0.0.1')).toBe('127.0.0.1\n')
  })
})
