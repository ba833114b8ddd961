/** What a user may do, as GitHub calls it in `role_name`; `none` sees nothing of a private repository. */
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'

export interface ForgeUser {
  readonly login: string
  readonly role: Role
}

/** The one GitHub App that is installed on the one repository. */
export interface ForgeApp {
  readonly id: number
  /** Lower case; the App acts as `<slug>[bot]`. */
  readonly slug: string
  /** PEM (SPKI) of the key that its JWTs verify with (RS256). */
  readonly publicKey: string
  readonly webhookSecret: string
  /** How people log in to it; without, nobody can. */
  readonly client?: { readonly id: string; readonly secret: string; readonly callbacks: readonly string[] }
  /** Such as `{ checks: 'write', contents: 'read' }`; `metadata: 'read'` is always there. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>
}

export interface ForgeSettings {
  /** Everything that the forge remembers lies in here; the same folder again is the same forge. */
  readonly folder: string
  readonly repository: { readonly owner: string; readonly name: string }
  readonly users: readonly ForgeUser[]
  readonly app: ForgeApp
  /** Then only administrators may push to the default branch; everyone else opens a pull request. */
  readonly protectDefaultBranch: boolean
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** How links are written when people reach the forge by another address; no slash at the end. */
  readonly publicUrl?: string
  readonly now?: () => Date
  /** Takes one line, without secrets, for each thing that a person watching would want to know. */
  readonly log?: (line: string) => void
}

/** The branch that the repository starts with and that pull requests go to. */
export const DEFAULT_BRANCH = 'main'
