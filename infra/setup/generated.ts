import { statesDiagram } from '../../runner/core/state/states-diagram.ts'
import { jsonSchemaText } from '../../schema/topology/language/json-schema.ts'
import { languagePage } from '../../schema/topology/language/page.ts'
import { trapsPage } from '../../schema/topology/traps/page.ts'
import { rolloutDiagram } from '../../worker/rollout/states-diagram.ts'
import { dashboardText } from '../grafana/dashboard.ts'
import { DASHBOARDS } from '../grafana/dashboards.ts'

/** A file of the tree that is made from the code. */
export interface GeneratedFile {
  /** From the root of the project. */
  readonly path: string
  readonly text: () => string
}

/**
 * Every file that `npm run generate` writes. The forge's OpenAPI extract is not among them: it needs a 385 MB download
 * (see infra/local/forge/openapi/extract.ts).
 */
export const GENERATED: readonly GeneratedFile[] = [
  { path: 'docs/runner-states.md', text: statesDiagram },
  { path: 'docs/rollout-states.md', text: rolloutDiagram },
  { path: 'docs/topology.md', text: languagePage },
  { path: 'docs/traps.md', text: trapsPage },
  { path: 'schema/topology.schema.json', text: jsonSchemaText },
  ...Object.entries(DASHBOARDS).map(([name, dashboard]) => ({
    path: `infra/grafana/${name}.json`,
    text: () => dashboardText(dashboard),
  })),
]
