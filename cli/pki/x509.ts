// oxlint-disable-next-line import/no-unassigned-import -- the library finds its parts through Reflect.getMetadata
import 'reflect-metadata'

/** The library behind certificates, with what it needs loaded before it. */
export * from '@peculiar/x509'
