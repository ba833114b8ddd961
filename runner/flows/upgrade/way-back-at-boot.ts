import { BOOT_DROP_IN, bootDropIn, UPGRADE_SCRIPT } from '../../core/upgrade/upgrade-script.ts'
import type { Disk } from '../../ports/disk.ts'

/** From now on a boot puts the runner before back, first of all: to be on disk before dpkg replaces anything, forth or back. */
export const takeWayBackAtBoot = async (disk: Disk): Promise<void> => {
  const text = new TextEncoder().encode(bootDropIn(UPGRADE_SCRIPT))
  await disk.write('take the way back at boot', BOOT_DROP_IN, text, 0o644)
}
