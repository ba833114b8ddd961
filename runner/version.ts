/** The runner's version: the package's when it was built, `development` when run from its source. */
export const VERSION: string = process.env['CYGNET_VERSION'] ?? 'development'
