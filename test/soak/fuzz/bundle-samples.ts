import { openFiles } from '../../../runner/core/keys/open.ts'
import { ipsecTexts, textOf } from '../../../runner/flows/change/texts.ts'
import { bundleBytes } from '../../../schema/wire/bundle.ts'
import { compile } from '../../../worker/compile/compile.ts'
import { laptopValid } from '../../fixtures/laptops.ts'
import { archiveBundles } from '../../fixtures/reference-bundles.ts'
import { starterBundles } from '../../fixtures/starter-bundles.ts'

const compiled = [...archiveBundles(), ...starterBundles(), ...compile(laptopValid())]

/** Bundles as the compiler makes them: both daemons, laptops, sealed and derived secrets. */
export const COMPILED: readonly Buffer[] = compiled.map(bundle => Buffer.from(bundleBytes(bundle)))

const opened = compiled.map(bundle => {
  const files = openFiles(bundle, new Map(bundle.secrets.map(({ id }) => [id, '0sc29tZXRoaW5n'])))
  return { files, texts: ipsecTexts(files, bundle.daemon) }
})

/** The texts in them, by what reads them on a gateway. */
export const TEXTS = {
  swanctl: opened.flatMap(({ texts }) => (texts.daemon === 'swanctl' ? texts : [])),
  starter: opened.flatMap(({ texts }) => (texts.daemon === 'ipsec.conf' ? texts : [])),
  settings: opened.map(({ texts }) => texts.settings),
  firewall: opened.flatMap(({ files }) => [
    textOf(files, '/etc/cygnet/iptables.v4'),
    textOf(files, '/etc/cygnet/iptables.v6'),
  ]),
  sysctl: opened.map(({ files }) => textOf(files, '/etc/sysctl.d/60-cygnet.conf')),
} as const
