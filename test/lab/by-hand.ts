import type { Lab } from '../../infra/lab/lab.ts'

/** What a person would type on the two gateways of the reference network: a VLAN, and one tunnel with a shared secret. */
export const applyByHand = async (lab: Lab): Promise<void> => {
  const [rlyeh, ulthar] = [lab.gateway('rlyeh'), lab.gateway('ulthar')]
  await rlyeh.write('/etc/netplan/60-by-hand.yaml', VLAN, 0o600)
  await rlyeh.write('/etc/swanctl/conf.d/by-hand.conf', connection('rlyeh', '172.16.0.18', '10.1.0.0/16'))
  await ulthar.write('/etc/swanctl/conf.d/by-hand.conf', connection('ulthar', '172.16.0.2', '10.2.0.0/16'))
  await rlyeh.exec(['sh', '-c', '/lib/netplan/generate && networkctl reload'])
  await rlyeh.exec(['/lib/systemd/systemd-networkd-wait-online', '--interface=vswitch', '--timeout=60'])
  for (const gateway of [ulthar, rlyeh]) {
    const { code, stdout, stderr } = await gateway.exec([
      'sh',
      '-c',
      'sysctl -qw net.ipv4.ip_forward=1; swanctl --load-all',
    ])
    if (code !== 0) throw new Error(`${gateway.name}: ${stdout}${stderr}`)
  }
}

const VLAN = `network:
  version: 2
  vlans:
    vswitch:
      id: 4090
      link: enp9s0
      mtu: 1400
      link-local: []
      addresses: [172.16.0.18/28]
      routes: [{ to: 172.16.0.0/24, via: 172.16.0.17, on-link: true }]
`

const SIDES = {
  rlyeh: { peer: 'ulthar', remote: '172.16.0.2', subnet: '10.2.0.0/16', encap: 'no' },
  ulthar: { peer: 'rlyeh', remote: '172.16.0.18', subnet: '10.1.0.0/16', encap: 'yes' },
}

const connection = (name: keyof typeof SIDES, local: string, subnet: string): string => {
  const { peer, remote, subnet: beyond, encap } = SIDES[name]
  return `connections {
  by-hand {
    version = 2
    local_addrs = ${local}
    remote_addrs = ${remote}
    encap = ${encap}
    proposals = aes256-sha256-ecp256
    local { id = ${name}
      auth = psk }
    remote { id = ${peer}
      auth = psk }
    children { sites { local_ts = ${subnet}
        remote_ts = ${beyond}
        esp_proposals = aes256gcm16
        start_action = trap } }
  }
}
secrets { ike-by-hand { id = ${peer}
    secret = "a secret that is only good for a lab" } }
`
}
