import { readFile } from 'node:fs/promises'
import * as z from 'zod'

/** What GitHub makes an App from: https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
const Manifest = z.looseObject({
  name: z.string(),
  url: z.string(),
  hook_attributes: z.object({ url: z.string(), active: z.boolean() }),
  redirect_url: z.string(),
  callback_urls: z.array(z.string()),
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
})
export type Manifest = z.infer<typeof Manifest>

interface AppPlan {
  /** GitHub wants a name that nobody else has. */
  readonly name: string
  /** The control plane, without a path, such as https://cygnet.example.workers.dev */
  readonly controlPlane: string
  /** Where GitHub sends the browser with its code. */
  readonly redirect: string
}

/** What the App may do and hears of, from the one file that says it; with the addresses of this deployment. */
export const manifestFor = async ({ name, controlPlane, redirect }: AppPlan): Promise<Manifest> => ({
  ...(await wanted()),
  name,
  url: controlPlane,
  hook_attributes: { url: `${controlPlane}/github/webhook`, active: true },
  redirect_url: redirect,
  callback_urls: [`${controlPlane}/login/callback`],
})

/** The manifest as it is kept: rights and events are the ones that the Worker uses, which a test holds it to. */
export const wanted = async (): Promise<Manifest> =>
  Manifest.parse(
    JSON.parse(await readFile(new URL('../../infra/worker/app-manifest.json', import.meta.url), 'utf8')),
  )
