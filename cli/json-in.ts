/** The value of a JSON text; undefined when it is none, which no shape takes. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
