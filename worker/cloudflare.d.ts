/** The one thing taken from the runtime by name; the package with its types declares globals that would clash with Node's. */
declare module 'cloudflare:workers' {
  import type { CloudflareWorkersModule } from '@cloudflare/workers-types'
  export abstract class DurableObject<E> extends CloudflareWorkersModule.DurableObject<E> {}
}
