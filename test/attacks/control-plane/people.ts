import { idOf } from '../../fixtures/person.ts'
import type { Handler } from './app.ts'

/** The accounts that a stub of GitHub knows: what each may do in the repository, and whose a token is. */
export class StubPeople {
  readonly roles = new Map<string, string>()
  readonly tokens = new Map<string, string>()
  /** Ids of those who were renamed, by the login of today. Everybody else has the one that a test gives his login. */
  readonly #ids = new Map<string, number>()

  /** The account that goes by a login, in any case. */
  idOf(login: string): number {
    return this.#ids.get(login.toLowerCase()) ?? idOf(login)
  }

  /** Somebody goes by another login from now on; his old one is free for anybody. */
  rename(from: string, to: string): void {
    this.#ids.set(to, this.idOf(from))
    this.#ids.delete(from)
    for (const [token, login] of this.tokens) if (login === from) this.tokens.set(token, to)
    const role = this.roles.get(from)
    this.roles.delete(from)
    if (role !== undefined) this.roles.set(to, role)
  }

  /** `GET /user`. */
  whoAmI(authorization: string): Response {
    const login = this.tokens.get(authorization.replace(/^\S+ /, ''))
    return login === undefined
      ? Response.json({ message: 'Bad credentials' }, { status: 401 })
      : Response.json({ login, id: this.idOf(login) })
  }

  peopleRoutes(): [string, Handler][] {
    return [
      [
        'GET /user/(\\d+)',
        ([, id = '']) => {
          const login = [...this.roles.keys()].find(one => this.idOf(one) === Number(id))
          return login === undefined ? [404, { message: 'Not Found' }] : [200, { login, id: Number(id) }]
        },
      ],
      [
        'GET REPO/collaborators/([^/]+)/permission',
        ([, login = '']) => {
          const role = this.roles.get(login.toLowerCase())
          const user = { login: login.toLowerCase(), id: this.idOf(login) }
          return role === undefined
            ? [404, { message: 'not a user' }]
            : [200, { permission: role, role_name: role, user }]
        },
      ],
    ]
  }
}
