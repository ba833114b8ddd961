/** Makes certificate requests. */
export interface RequestMaker {
  /** A PKCS#10 request in PEM (RFC 2986), signed with the private key in this file. Throws a `ToolError`. */
  request(config: string, keyPath: string): Promise<string>
}
