import type { Examination } from '../../schema/control-plane.ts'
import type { RootPlan } from '../../worker/release/root.ts'
import type { Manifest } from '../github-app/manifest.ts'
import { type Finding, fine, skipped, warning, wrong } from './finding.ts'

/** Milliseconds without a visit of the cron, which comes every five minutes, that are too long. */
const ABSENCE = 20 * 60 * 1000

const secret = (name: string): string => `npx wrangler secret put ${name} -c infra/worker/wrangler.jsonc`

/** What only an operator is told of the settings, against the root, the address that was asked, and the manifest. */
export const findingsOf = (
  examination: Examination,
  asked: { readonly base: string; readonly root: RootPlan | undefined; readonly manifest: Manifest },
): readonly Finding[] => [
  webhookSecret(examination),
  logIn(examination),
  ...signingKey(examination, asked.root),
  address(examination, asked.base),
  cron(examination),
  operators(examination),
  ...app(examination, asked.manifest),
  ...notices(examination),
  deliveries(examination),
]

const webhookSecret = ({ webhookSecret: set }: Examination): Finding =>
  set
    ? fine('webhook secret', 'it is set')
    : wrong('webhook secret', 'there is none: every webhook is refused', secret('GITHUB_WEBHOOK_SECRET'))

const logIn = ({ logIn: ways }: Examination): Finding =>
  ways.length > 0
    ? fine('pages', `people log in ${ways.map(way => LOG_IN[way]).join(' and ')}`)
    : warning(
        'pages',
        'nobody can log in to them',
        `write GITHUB_CLIENT_ID into infra/worker/wrangler.jsonc; ${secret('GITHUB_CLIENT_SECRET')}`,
      )

const LOG_IN = { github: 'with GitHub', access: 'behind Cloudflare Access' } as const

const signingKey = ({ workerKey }: Examination, root: RootPlan | undefined): Finding[] => {
  if (root === undefined) return []
  return Buffer.from(root.worker).toString('base64') === workerKey
    ? [fine('signing key', `it is the one that root ${root.version} names`)]
    : [
        wrong(
          'signing key',
          `root ${root.version} names another key: gateways refuse what this one signs`,
          `${secret('SIGNING_KEY')}, with the seed that belongs to it`,
        ),
      ]
}

const address = ({ address: told }: Examination, base: string): Finding =>
  told === base
    ? fine('address', 'enrolment tokens name the address that you asked')
    : warning(
        'address',
        `enrolment tokens name ${told}`,
        'set PUBLIC_URL in infra/worker/wrangler.jsonc, if gateways cannot reach that',
      )

const cron = ({ visited, now }: Examination): Finding =>
  visited !== null && now - visited <= ABSENCE
    ? fine('cron', `it came by ${Math.round((now - visited) / 60_000)} min ago`)
    : wrong(
        'cron',
        visited === null ? 'it never came by' : `it came by last at ${new Date(visited).toISOString()}`,
        'npx wrangler deploy -c infra/worker/wrangler.jsonc; npx wrangler tail',
      )

const operators = ({ operators: logins }: Examination): Finding => {
  if (logins === null)
    return wrong(
      'operator keys',
      'OPERATOR_KEYS cannot be read: no key counts',
      `${secret('OPERATOR_KEYS')}, as cygnet operator key prints it`,
    )
  return fine('operator keys', logins.length === 0 ? 'nobody has one: GitHub tokens only' : logins.join(', '))
}

const notices = ({ notices: told }: Examination): Finding[] => {
  if (told === undefined) return []
  if ('problem' in told)
    return [
      wrong(
        'notifications',
        `nobody is told anything: ${told.problem}`,
        `${secret('NOTIFY_URL')}; ${secret('NOTIFY_SECRET')}: docs/guide/notify.md`,
      ),
    ]
  return [fine('notifications', told.said ? 'a webhook is told, and can believe it' : 'no webhook is set')]
}

const RANK: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 }

const app = ({ app: rights }: Examination, manifest: Manifest): Finding[] => {
  if ('problem' in rights)
    return [
      wrong(
        'app',
        rights.problem,
        rights.problem.startsWith('not-found')
          ? 'install the App on the repository: https://github.com/apps/NAME/installations/new'
          : `compare GITHUB_APP_ID with the App; ${secret('GITHUB_PRIVATE_KEY')} with a key of that App`,
      ),
    ]
  const { permissions, events, suspended } = rights.said
  const lacking = [
    ...Object.entries(manifest.default_permissions)
      .filter(([name, access]) => (RANK[permissions[name] ?? ''] ?? 0) < (RANK[access] ?? 0))
      .map(([name, access]) => `${access} ${name}`),
    ...manifest.default_events.filter(event => !events.includes(event)).map(event => `the event ${event}`),
  ]
  if (suspended)
    return [wrong('app', 'its installation is suspended', 'take that back in the settings of the repository')]
  return lacking.length === 0
    ? [fine('app', 'it is installed, and may do what it needs')]
    : [
        wrong(
          'app',
          `it lacks ${lacking.join(', ')}`,
          "add that at GitHub: the App's settings, Permissions & events; then accept it in the installation",
        ),
      ]
}

const deliveries = ({ failedDeliveries: failed }: Examination): Finding => {
  if ('problem' in failed) return skipped('webhooks', failed.problem, 'mend the App first')
  return failed.said === 0
    ? fine('webhooks', 'none was lost within a day')
    : warning(
        'webhooks',
        `${failed.said} did not arrive within a day`,
        "look at the App's settings, Advanced; the cron asks for them again",
      )
}
