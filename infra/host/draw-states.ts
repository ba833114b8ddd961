import { writeFile } from 'node:fs/promises'
import { statesDiagram } from '../../runner/core/states-diagram.ts'

// `npm run generate`: draws the runner's states into docs/.
await writeFile(new URL('../../docs/runner-states.md', import.meta.url), statesDiagram())
