/**
 * Whether a bundle in canonical form names another version of the runner than this, found out without parsing it: most turns
 * have nothing to do, and what parses and opens bundles is half of the runner. No other member is called like these two, and
 * within a string every quotation mark has a backslash before it.
 */
export const namesAnotherRunner = (bundle: Uint8Array, version: string): boolean => {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength)
  return bytes.includes('"runner":{') && !bytes.includes(`"version":${JSON.stringify(version)}`)
}
