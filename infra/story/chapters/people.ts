import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { initiate } from '../../lab/dial-in.ts'
import { CONTROL_NAME } from '../../lab/network/internet.ts'
import { approvedChange } from '../approved-change.ts'
import { type Cast, exampleSection, NETWORK } from '../cast.ts'
import { cygnet } from '../cygnet-command.ts'
import { inGateway } from '../gateway-words.ts'
import { eventually, hold } from '../narrator.ts'
import { rollout } from './rollout.ts'

const SERVER = 'ipsec.example.com'
/** Where certificates say that the list of the revoked ones is: at the control plane. */
const LIST = `https://${CONTROL_NAME}/v1/${NETWORK}/pki/ca.crl`
const USERS = { client_a: '10.0.255.100', client_b: '10.0.255.200' } as const
type User = keyof typeof USERS

/** Two people dial in with the profiles that the tool writes; one of them leaves. Returns what they type. */
export const people = async (cast: Cast): Promise<ReadonlyMap<string, string>> => {
  const { say, author, lab } = cast
  const passwords = new Map<User, string>()
  let merged = ''
  await say.check(`${author.name} makes an authority, a certificate and two users`, async () => {
    await author.branch('people')
    await begin(cast, passwords)
    const change = await approvedChange(cast, {
      branch: 'people',
      title: 'People dial in',
      files: {},
      inspect: ({ summary }) =>
        hold(summary.includes('client_a'), `the plan does not name client_a: ${summary}`),
    })
    merged = change.merged
    return `${[...passwords.keys()].join(' and ')}, #${change.pull}, approved and merged`
  })
  await rollout(cast, merged, { release: 3, bundles: 6 })
  await say.check(
    'two laptops dial in at once, with the addresses that are theirs, and reach both sites',
    async () => {
      const addresses = await Promise.all([...passwords].map(([user, typed]) => dial(cast, user, typed)))
      hold(addresses.join() === Object.values(USERS).join(), `they got ${addresses.join(' and ')}`)
      for (const user of passwords.keys())
        for (const host of ['10.1.0.10', '10.2.0.10']) await reaches(cast, user, host)
      return addresses.join(' and ')
    },
  )
  await say.check('the list of revoked certificates is where the certificate says', async () => {
    const fetch = ['sh', '-c', `curl -sSf ${LIST} | wc -c`]
    const { code, stdout, stderr } = await lab.laptop('client_b').exec(fetch)
    hold(code === 0 && Number(stdout) > 100, `${stdout} ${stderr}`)
    return `${stdout.trim()} bytes at ${LIST}`
  })
  await leave(cast)
  return passwords
}

const begin = async ({ author }: Cast, passwords: Map<User, string>): Promise<void> => {
  const dir = ['--dir', author.folder]
  await cygnet(['pki', 'init', ...dir, '--name', NETWORK, '--crl', LIST])
  await cygnet(['pki', 'issue', SERVER, ...dir, '--seal-to', 'rlyeh'])
  const access = (await exampleSection('access')).replace(/ {4}users:.*\n(?: {6}.*\n)+/, '')
  const text = await author.read('topology.yaml')
  await author.write('topology.yaml', text.replace(/^rollout:/m, `${access}rollout:`))
  for (const user of ['client_a', 'client_b'] as const) {
    const { stdout } = await cygnet(['user', 'add', user, ...dir, '--address', USERS[user]])
    passwords.set(user, stdout.trim())
  }
}

/** Sets a laptop up with what `cygnet user profile` writes, and dials; the inner address. */
const dial = async ({ author, lab, folder }: Cast, user: User, password: string): Promise<string> => {
  const out = join(folder, 'laptops', user)
  const typed = join(author.folder, '.cygnet', `${user}.txt`)
  await writeFile(typed, password, { mode: 0o600 })
  const profile = ['user', 'profile', user, '--for', 'linux', '--with-password', typed]
  await cygnet([...profile, '--dir', author.folder, '--out', out])
  const laptop = lab.laptop(user)
  const files = await readdir(out)
  for (const name of files) {
    const home = name.endsWith('.pem') ? '/etc/swanctl/x509ca' : '/etc/swanctl/conf.d'
    await laptop.write(`${home}/${name}`, await readFile(join(out, name)), 0o600)
  }
  const dialled = await initiate(laptop, await childIn(out))
  hold(dialled.kind === 'in', dialled.kind === 'refused' ? dialled.words : '')
  return dialled.address
}

const reaches = ({ lab }: Cast, user: User, host: string): Promise<true> =>
  eventually(`${host} answers ${user}`, async () => {
    const ping = ['ping', '-n', '-c', '1', '-W', '2', '-I', USERS[user], host]
    return (await lab.laptop(user).exec(ping)).code === 0 ? true : undefined
  })

/** Who is taken out of the text is cut off by the next release, and stays out. */
const leave = async (cast: Cast): Promise<void> => {
  const { say, author, lab, folder } = cast
  let merged = ''
  await say.check('client_a is removed, and the plan says who is cut off', async () => {
    await author.branch('leaver')
    await cygnet(['user', 'remove', 'client_a', '--dir', author.folder])
    const change = await approvedChange(cast, {
      branch: 'leaver',
      title: 'client_a leaves',
      files: {},
      inspect: ({ summary }) =>
        hold(/client_a.*cut off/.test(summary), `the plan does not say so: ${summary}`),
    })
    merged = change.merged
    return `#${change.pull}: one line and one sealed file less`
  })
  await rollout(cast, merged, { release: 4, bundles: 7, changes: ['rlyeh'] })
  await say.check('client_a is offline and stays out; client_b notices nothing', async () => {
    const online = await inGateway(lab.gateway('rlyeh'), 'swanctl', '--list-sas')
    hold(!online.includes('client_a') && online.includes('client_b'), online)
    const again = await initiate(lab.laptop('client_a'), await childIn(join(folder, 'laptops', 'client_a')))
    hold(again.kind === 'refused', 'client_a came back')
    await reaches(cast, 'client_b', '10.2.0.10')
    return 'AUTHENTICATION_FAILED'
  })
}

/** The CHILD that a profile is called after. */
const childIn = async (profile: string): Promise<string> =>
  (await readdir(profile)).find(name => name.endsWith('.conf'))?.replace('.conf', '') ?? ''
