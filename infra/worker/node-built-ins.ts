import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * Node's own modules, which workerd offers as ES modules named `node:…`. A CommonJS package asks for them with
 * `require('crypto')`, which does not exist there: it gets a tiny module that imports the real one.
 */
export const nodeBuiltIns: Plugin = {
  name: 'node-built-ins',
  setup: build => {
    const names = builtinModules.filter(name => !name.startsWith('_')).join('|')
    build.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path, kind }) => {
      const name = path.startsWith('node:') ? path : `node:${path}`
      return kind === 'require-call' ? { path: name, namespace: 'required' } : { path: name, external: true }
    })
    build.onLoad({ filter: /^node:/, namespace: 'required' }, ({ path }) => ({
      contents: `import whole from '${path}'\nmodule.exports = whole`,
    }))
  },
}
