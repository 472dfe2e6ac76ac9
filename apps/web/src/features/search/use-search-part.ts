import { useEffect, useState } from 'react'
import type { SearchPanel } from './search-panel.js'

type Part = typeof SearchPanel

/**
 * @param load what brings the panel
 * @returns the panel once it has come, which is right after the page: then it is there in the very moment in which somebody opens
 * it and begins to type, as something that React suspends for would not be; null before
 */
export function useSearchPart(load: () => Promise<{ SearchPanel: Part }>): Part | null {
  const [part, setPart] = useState<Part | null>(null)
  useEffect(() => {
    void load().then(loaded => setPart(() => loaded.SearchPanel))
  }, [load])
  return part
}
