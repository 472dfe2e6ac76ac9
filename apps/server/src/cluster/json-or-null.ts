/** null for what is no JSON: another version, or nobody of ours, may have written it. */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
