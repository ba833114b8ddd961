import { REFERENCE } from '../../fixtures/reference.ts'
import { ControlPlane } from './world.ts'

export const HOME = '/networks/miskatonic'

/** Every page of the reference network, below its home. */
export const PAGES = [
  '',
  '/gateways',
  '/gateways/rlyeh',
  '/tunnels',
  '/tunnels?gateway=rlyeh&page=2',
  '/tunnels/rlyeh-ulthar',
  '/rollout',
  '/releases',
  '/audit',
]

/** Everything that an operator can ask, with a body that would do. */
export const asksOf = (plan: string): [method: string, path: string, body?: unknown][] => [
  ['POST', '/approvals', { plan }],
  ['POST', '/tokens', { gateway: 'rlyeh' }],
  ['POST', '/pause'],
  ['POST', '/resume'],
  ['POST', '/rollback', { release: 1 }],
  ['PUT', `/packages/${'a'.repeat(64)}`, 'a package'],
  ['GET', '/status'],
  ['GET', '/metrics'],
  ['GET', '/examination'],
  ['GET', '/audit'],
]

/** The reference network with its first release under way; walter may read the repository, and that is all. */
export const planeWithRelease = async (): Promise<{ plane: ControlPlane; plan: string }> => {
  const plane = await ControlPlane.begin({ 'topology.yaml': REFERENCE })
  plane.gitHub.roles.set('walter', 'read')
  plane.gitHub.tokens.set('token-of-walter', 'walter')
  await plane.pushed('bob')
  const plan = (await plane.status()).waiting?.plan ?? ''
  await plane.api('POST', '/approvals', { token: 'token-of-alice', body: { plan } })
  await plane.settled()
  return { plane, plan }
}

/** What a browser sends back of the cookies that it was given. */
export const pairOf = (cookies: readonly string[], name: string): string =>
  cookies.find(cookie => cookie.startsWith(`${name}=`))?.split(';')[0] ?? ''

/** Logs in by the whole way; answers the cookie that a browser would keep, and where it is led. */
export const logIn = async (
  plane: ControlPlane,
  login: string,
  to = HOME,
): Promise<{ cookie: string; location: string | null }> => {
  const begun = await plane.browse(`${HOME}/login?to=${encodeURIComponent(to)}`)
  const back = new URL(plane.people.agree(login, begun.location ?? ''))
  const attempt = pairOf(begun.cookies, '__Host-cygnet-login')
  const done = await plane.browse(`${back.pathname}${back.search}`, { headers: { Cookie: attempt } })
  return { cookie: pairOf(done.cookies, '__Host-cygnet-miskatonic'), location: done.location }
}
