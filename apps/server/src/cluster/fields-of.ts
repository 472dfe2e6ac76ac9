/** The fields of what came from another process, whatever that is: none of them is checked, and any may be missing. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
