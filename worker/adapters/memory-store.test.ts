import { objectStoreContract } from '../../test/contracts/object-store.ts'
import { MemoryStore } from './memory-store.ts'

objectStoreContract('memory', async () => new MemoryStore())
