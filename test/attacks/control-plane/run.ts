/** The id of cygnet's own App. */
export const APP_ID = 7

/** A check run as the stub of GitHub keeps it. */
export interface StubRun {
  id: number
  name: string
  head_sha: string
  external_id: string
  status: string
  conclusion?: string
  app: { id: number }
  actions?: { label: string; description: string; identifier: string }[]
  output: { title: string; summary: string; text?: string }
  annotations: Record<string, unknown>[]
}

/** A check run that was asked for, or one that is brought up to date. */
export const savedRun = (
  runs: StubRun[],
  known: StubRun | undefined,
  body: Readonly<Record<string, unknown>>,
): StubRun => {
  const { annotations = [], ...output } = (body['output'] ?? {}) as StubRun['output'] & {
    annotations?: Record<string, unknown>[]
  }
  const blank = {
    id: runs.length + 1,
    app: { id: APP_ID },
    annotations: [] as Record<string, unknown>[],
  }
  const run = Object.assign(known ?? blank, body, { output }) as unknown as StubRun
  run.annotations = [...(run.annotations ?? []), ...annotations]
  if (known === undefined) runs.push(run)
  return run
}
