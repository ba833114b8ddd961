import { ownPackageContract } from '../../../test/contracts/own-package.ts'
import { MemoryDisk } from './disk.ts'
import { MemoryGateway } from './gateway.ts'

ownPackageContract('in memory', async () => {
  const disk = new MemoryDisk()
  const host = new MemoryGateway(disk)
  const { name, version, architecture } = host.live.runner.installed.package
  return await Promise.resolve({
    ownPackage: host.upgrade.ownPackage,
    installed: { name, version, architecture },
    put: async bytes => {
      await disk.write('test', '/a.deb', bytes, 0o600)
      return '/a.deb'
    },
  })
})
