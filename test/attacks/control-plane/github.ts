import { createHash, randomUUID } from 'node:crypto'
import { misfitOfQuery, misfitOfRequest, operationFor } from '../../../infra/local/forge/openapi/fit.ts'
import { type Handler, StubApp } from './app.ts'
import { StubComments } from './comments.ts'
import { StubPeople } from './people.ts'
import { APP_ID, type StubRun, savedRun } from './run.ts'

export interface StubPull {
  number: number
  user: { login: string; id: number }
  state: 'open' | 'closed'
  merged: boolean
  /** The commit of the base branch that it became. */
  merge_commit_sha?: string
  html_url: string
  head: { ref: string; sha: string; repo: { full_name: string } | null }
  base: { ref: string; repo: { full_name: string } }
}

type Body = Record<string, unknown>

const shaOf = (text: string): string => createHash('sha1').update(text).digest('hex')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** As much of GitHub as an attack on the control plane needs, in memory; the forge of the local stack is the real one. */
export class StubGitHub extends StubPeople {
  readonly commits = new Map<string, Map<string, string>>()
  /** The commit before, of those that were made on a branch. */
  readonly parents = new Map<string, string>()
  readonly branches = new Map<string, string>()
  readonly pulls: StubPull[] = []
  readonly runs: StubRun[] = []
  readonly comments = new StubComments()
  readonly app = new StubApp()
  /** Method and path of every call, and how many of the next ones fail. */
  readonly calls: string[] = []
  failing = 0
  /** What the next calls with `of` in their path are told instead of an answer, one each. */
  readonly limits: { of: string; status: number; headers?: Record<string, string>; message?: string }[] = []
  /** Calls that do not fit GitHub's own description, and why. */
  readonly misfits: string[] = []
  /** False keeps open pull requests out of the list of them: then only a webhook can tell. */
  listed = true
  /** What every call waits for before it is answered. */
  held: Promise<void> = Promise.resolve()
  defaultBranch = 'main'
  readonly repository: string

  constructor(repository: string) {
    super()
    this.repository = repository
  }

  /** A commit that holds these files and nothing else; on a branch when one is named. */
  commit(files: Record<string, string>, branch?: string): string {
    const sha = shaOf(`${JSON.stringify(files)} ${randomUUID()}`)
    this.commits.set(sha, new Map(Object.entries(files)))
    if (branch === undefined) return sha
    const before = this.branches.get(branch)
    if (before !== undefined) this.parents.set(sha, before)
    this.branches.set(branch, sha)
    return sha
  }

  /** Squashes a pull request into one commit of main. */
  merge(pull: StubPull): string {
    const sha = this.commit(Object.fromEntries(this.commits.get(pull.head.sha) ?? []), 'main')
    Object.assign(pull, { state: 'closed', merged: true, merge_commit_sha: sha })
    return sha
  }

  open(
    author: string,
    head: string,
    from = this.repository,
    ref = `topic-${this.pulls.length + 1}`,
  ): StubPull {
    const number = this.pulls.length + 1
    const pull: StubPull = {
      number,
      user: { login: author, id: this.idOf(author) },
      state: 'open',
      merged: false,
      html_url: `https://github.test/${this.repository}/pull/${number}`,
      head: { ref, sha: head, repo: { full_name: from } },
      base: { ref: 'main', repo: { full_name: this.repository } },
    }
    this.pulls.push(pull)
    return pull
  }

  override rename(from: string, to: string): void {
    super.rename(from, to)
    for (const pull of this.pulls) if (pull.user.login === from) pull.user.login = to
  }

  /** The newest run of a check on a commit. */
  run(name: string, commit: string): StubRun | undefined {
    return this.runs.findLast(run => run.name === name && run.head_sha === commit)
  }

  async answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const call = `${request.method} ${decodeURIComponent(url.pathname)}`
    this.calls.push(call)
    await this.held
    if (this.failing > 0) {
      this.failing -= 1
      return Response.json({ message: 'try later' }, { status: 502 })
    }
    const limit = this.limits.findIndex(({ of }) => call.includes(of))
    for (const { status, headers = {}, message = 'API rate limit exceeded' } of limit < 0
      ? []
      : this.limits.splice(limit, 1)) {
      return Response.json({ message }, { status, headers })
    }
    const text = await request.text()
    const body: Body = text === '' ? {} : JSON.parse(text)
    this.#hold(request.method, url, body)
    if (call === 'GET /user') return this.whoAmI(request.headers.get('authorization') ?? '')
    for (const [pattern, handler] of this.#routes()) {
      const match = new RegExp(`^${pattern.replace('REPO', `/repos/${this.repository}`)}$`).exec(call)
      if (match !== null) {
        const [status, answer] = handler(match, body, url.searchParams)
        return Response.json(answer, { status })
      }
    }
    return Response.json({ message: `the stub knows no ${call}` }, { status: 404 })
  }

  /** Holds a call against GitHub's own description of its API. */
  #hold(method: string, url: URL, body: Body): void {
    const operation = operationFor(method, url.pathname)
    const misfit =
      operation === undefined
        ? 'is not described'
        : (misfitOfRequest(operation, body) ?? misfitOfQuery(operation, url.searchParams))
    if (misfit !== undefined) this.misfits.push(`${method} ${url.pathname}: ${misfit}`)
  }

  #routes(): [string, Handler][] {
    return [
      ['GET REPO/installation', () => [200, { id: 1 }]],
      ['POST /app/installations/1/access_tokens', () => [201, this.#token()]],
      ['GET REPO', () => [200, { full_name: this.repository, default_branch: this.defaultBranch }]],
      ...this.peopleRoutes(),
      ...this.app.routes(),
      ...this.comments.routes(APP_ID),
      ...this.#gitRoutes(),
      ...this.#pullRoutes(),
      ...this.#checkRoutes(),
    ]
  }

  #token(): Body {
    return { token: 'ghs_stub', expires_at: new Date(Date.now() + 3600_000).toISOString(), permissions: {} }
  }

  #gitRoutes(): [string, Handler][] {
    const refOf = (branch: string): [number, unknown] => {
      const sha = this.branches.get(branch)
      return sha === undefined
        ? [404, {}]
        : [200, { ref: `refs/heads/${branch}`, object: { type: 'commit', sha } }]
    }
    return [
      ['GET REPO/git/ref/heads/(.+)', ([, branch = '']) => refOf(branch)],
      ['POST REPO/git/refs', (_, body) => this.#makeRef(body)],
      ['GET REPO/git/trees/([0-9a-f]{40})', ([, sha = '']) => this.#tree(sha)],
      [
        'GET REPO/git/blobs/([0-9a-f]{40})',
        ([, sha = '']) => {
          const texts = [...this.commits.values()].flatMap(files => [...files.values()])
          const text = texts.find(one => shaOf(one) === sha)
          return text === undefined ? [404, {}] : [200, { sha, encoding: 'base64', content: base64(text) }]
        },
      ],
      [
        'GET REPO/contents/(.+)',
        ([, path = ''], _, query) => {
          const files = this.commits.get(this.branches.get(query.get('ref') ?? '') ?? '')
          const text = files?.get(path)
          return text === undefined
            ? [404, {}]
            : [200, { type: 'file', sha: shaOf(text), content: base64(text) }]
        },
      ],
      ['PUT REPO/contents/(.+)', ([, path = ''], body) => this.#writeFile(path, body)],
      ['GET REPO/commits/([0-9a-f]{40})', ([, sha = '']) => [200, this.#commitBody(sha)]],
    ]
  }

  #commitBody(sha: string): Body {
    const parent = this.parents.get(sha)
    const author = { login: 'carter', id: this.idOf('carter') }
    return { sha, author, parents: parent === undefined ? [] : [{ sha: parent }] }
  }

  #makeRef(body: Body): [number, unknown] {
    const branch = String(body['ref']).replace('refs/heads/', '')
    if (this.branches.has(branch)) return [422, { message: 'Reference already exists' }]
    this.branches.set(branch, String(body['sha']))
    return [201, { ref: body['ref'], object: { sha: body['sha'] } }]
  }

  #writeFile(path: string, body: Body): [number, unknown] {
    const branch = String(body['branch'])
    const files = Object.fromEntries(this.commits.get(this.branches.get(branch) ?? '') ?? [])
    this.commit({ ...files, [path]: Buffer.from(String(body['content']), 'base64').toString() }, branch)
    return [200, { content: { path } }]
  }

  #tree(sha: string): [number, unknown] {
    const files = this.commits.get(sha)
    if (files === undefined) return [404, { message: 'Not Found' }]
    const tree = [...files].map(([path, text]) => ({
      path,
      type: 'blob',
      mode: '100644',
      sha: shaOf(text),
      size: text.length,
    }))
    return [200, { sha, truncated: false, tree }]
  }

  #pullRoutes(): [string, Handler][] {
    return [
      [
        'GET REPO/pulls/(\\d+)',
        ([, number = '']) => {
          const pull = this.pulls.find(one => one.number === Number(number))
          return pull === undefined ? [404, {}] : [200, pull]
        },
      ],
      [
        'GET REPO/pulls',
        (_, __, query) => {
          const { state, base } = { state: query.get('state') ?? 'open', base: query.get('base') }
          const asked = this.pulls.filter(pull => state === 'all' || pull.state === state)
          return [200, this.listed ? asked.filter(pull => base === null || pull.base.ref === base) : []]
        },
      ],
      [
        'POST REPO/pulls',
        (_, body) => {
          const ref = String(body['head'])
          const pull = this.open('cygnet[bot]', this.branches.get(ref) ?? '', this.repository, ref)
          return [201, pull]
        },
      ],
      [
        'GET REPO/commits/([0-9a-f]{40})/pulls',
        ([, sha = '']) => [
          200,
          this.pulls.filter(one => one.head.sha === sha || one.merge_commit_sha === sha),
        ],
      ],
    ]
  }

  #checkRoutes(): [string, Handler][] {
    return [
      [
        'GET REPO/commits/([0-9a-f]{40})/check-runs',
        ([, sha = ''], _, query) => {
          const name = query.get('check_name')
          const runs = this.runs.filter(run => run.head_sha === sha && (name === null || run.name === name))
          return [200, { total_count: runs.length, check_runs: runs }]
        },
      ],
      ['POST REPO/check-runs', (_, body) => [201, savedRun(this.runs, undefined, body)]],
      [
        'PATCH REPO/check-runs/(\\d+)',
        ([, id = ''], body) => [200, savedRun(this.runs, this.runs[Number(id) - 1], body)],
      ],
    ]
  }
}
