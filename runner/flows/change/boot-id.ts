import { BOOT_ID } from '../../core/paths.ts'
import type { Disk } from '../../ports/disk.ts'

/** The kernel's id of this boot. */
export const bootId = async (disk: Disk): Promise<string> => {
  const bytes = await disk.read('read the boot id', BOOT_ID)
  return bytes === undefined ? 'unknown' : new TextDecoder().decode(bytes).trim()
}
