/** @param item as `localStorage` has it @returns what it says as JSON; null: nothing is kept, or what cannot be read */
export function parseKept(item: string | null): unknown {
  try {
    return JSON.parse(item ?? 'null')
  } catch {
    return null
  }
}
