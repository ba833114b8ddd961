import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Octokit } from '@octokit/rest'
import { eventually, StoryError } from './narrator.ts'

const run = promisify(execFile)

/** What a person needs to know of a forge. */
export interface Forge {
  readonly url: string
  readonly apiUrl: string
  /** `owner/name` */
  readonly repository: string
  token(login: string): string
  cloneUrl(login: string): string
}

export interface CheckRun {
  readonly id: number
  readonly status: string
  readonly conclusion: string | null
  readonly title: string
  readonly summary: string
  readonly plan: string | undefined
  /** Where its details lead. */
  readonly details: string | undefined
}

export interface Annotation {
  readonly path: string
  readonly line: number
  readonly message: string
  readonly title: string
}

/** Somebody with an account and a clone: everything a person does goes through Git and the forge's own HTTP. */
export class Person {
  readonly name: string
  readonly folder: string
  readonly #forge: Forge
  readonly #octokit: Octokit
  readonly #repo: { owner: string; repo: string }

  constructor(name: string, folder: string, forge: Forge) {
    this.name = name
    this.folder = folder
    this.#forge = forge
    this.#octokit = new Octokit({ baseUrl: forge.apiUrl, auth: forge.token(name) })
    const [owner = '', repo = ''] = forge.repository.split('/')
    this.#repo = { owner, repo }
  }

  /** The operator's token for `cygnet approve | token | status`; handed over in the environment only. */
  get token(): string {
    return this.#forge.token(this.name)
  }

  async clone(): Promise<void> {
    await mkdir(dirname(this.folder), { recursive: true })
    await run('git', ['clone', '-q', this.#forge.cloneUrl(this.name), this.folder])
    await this.git('config', 'user.name', this.name)
    await this.git('config', 'user.email', `${this.name}@miskatonic.example`)
  }

  async git(...args: string[]): Promise<string> {
    const { stdout } = await run('git', ['-C', this.folder, ...args])
    return stdout.trim()
  }

  async read(path: string): Promise<string> {
    return await readFile(join(this.folder, path), 'utf8')
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true })
    await writeFile(join(this.folder, path), text)
  }

  /** Writes the files, commits and pushes them with whatever else changed in the clone; the commit's id. */
  async push(branch: string, message: string, files: Record<string, string>): Promise<string> {
    for (const [path, text] of Object.entries(files)) await this.write(path, text)
    await this.git('add', '--all')
    await this.git('commit', '-q', '-m', message)
    await this.git('push', '-q', 'origin', `HEAD:${branch}`)
    return await this.git('rev-parse', 'HEAD')
  }

  /** A fresh branch from what `main` is now. */
  async branch(name: string): Promise<void> {
    await this.git('fetch', '-q', 'origin')
    await this.git('switch', '-q', '-C', name, 'origin/main')
  }

  async openPull(branch: string, title: string): Promise<number> {
    const { data } = await this.#octokit.pulls.create({ ...this.#repo, head: branch, base: 'main', title })
    return data.number
  }

  /** The open pull request whose title contains `words`. */
  async findPull(words: string): Promise<{ number: number; head: string } | undefined> {
    const { data } = await this.#octokit.pulls.list({ ...this.#repo, state: 'open' })
    const pull = data.find(one => one.title.includes(words))
    return pull && { number: pull.number, head: pull.head.sha }
  }

  /** Merges; the merge commit's id. */
  async merge(pull: number): Promise<string> {
    const { data } = await this.#octokit.pulls.merge({ ...this.#repo, pull_number: pull })
    return data.sha
  }

  async check(commit: string, name: string): Promise<CheckRun | undefined> {
    const { data } = await this.#octokit.checks.listForRef({ ...this.#repo, ref: commit, check_name: name })
    const run = data.check_runs.toSorted((a, b) => a.id - b.id).at(-1)
    if (run === undefined) return undefined
    return {
      id: run.id,
      status: run.status,
      conclusion: run.conclusion,
      title: run.output.title ?? '',
      summary: `${run.output.summary ?? ''}\n${run.output.text ?? ''}`,
      plan: run.external_id ?? undefined,
      details: run.details_url ?? undefined,
    }
  }

  /** The check of that name on that commit, once it is completed. */
  async completed(commit: string, name: string, seconds?: number): Promise<CheckRun> {
    return await eventually(
      `${name} on ${commit.slice(0, 8)}`,
      async () => {
        const run = await this.check(commit, name)
        if (run?.status !== 'completed')
          throw new StoryError(`it is ${run?.status ?? 'missing'}: ${run?.title ?? ''}`)
        return run
      },
      seconds,
    )
  }

  async annotations(check: number): Promise<Annotation[]> {
    const path = `${this.#forge.url}/repos/${this.#forge.repository}/check-runs/${check}`
    const { data } = await this.#octokit.checks.listAnnotations({ ...this.#repo, check_run_id: check })
    if (!Array.isArray(data)) throw new StoryError(`${path} has no annotations`)
    return data.map(one => ({
      path: one.path,
      line: one.start_line,
      message: one.message ?? '',
      title: one.title ?? '',
    }))
  }

  /** Identifiers of the buttons that the forge's page shows this person on that check. GitHub's API does not tell them. */
  async buttons(commit: string, check: number): Promise<string[]> {
    const response = await fetch(`${this.#forge.url}/commits/${commit}`, {
      headers: { authorization: `Bearer ${this.token}` },
    })
    const forms = (await response.text())
      .split('<form')
      .filter(form => form.includes(`/checks/${check}/actions`))
    return forms.flatMap(form => /name="identifier" value="([^"]+)"/.exec(form)?.[1] ?? [])
  }

  /** Presses a button of that check, the first unless told which, as the page would. Throws when it is not there. */
  async press(commit: string, check: number, wanted?: string): Promise<void> {
    const offered = await this.buttons(commit, check)
    const identifier = offered.find(one => wanted === undefined || one === wanted)
    if (identifier === undefined) throw new StoryError(`${this.name} sees no button ${wanted ?? ''}`)
    const response = await fetch(`${this.#forge.url}/checks/${check}/actions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ identifier }),
    })
    if (!response.ok) throw new StoryError(`the forge answered ${response.status}: ${await response.text()}`)
  }

  /** Presses, and waits until the check says that it was refused to this person; why. */
  async pressInVain(commit: string, check: number): Promise<string> {
    await this.press(commit, check)
    return await eventually(`the refusal of ${this.name}`, async () => {
      const summary = (await this.check(commit, 'cygnet / plan'))?.summary ?? ''
      return summary.split('\n').find(line => line.includes('Refused') && line.includes(this.name))
    })
  }
}
