// The parts of the page that are not needed to read and write. They come in one script right after it: once they are there,
// each opens in the very moment in which somebody asks for it and begins to type.

import { useSyncExternalStore } from 'react'

type Later = typeof import('./chat-dialogs.js')

let coming: Promise<Later> | null = null
let state: Later | 'coming' | 'missing' = 'coming'
const listeners = new Set<() => void>()

/** @throws Error when the script cannot be had; it is asked for only once in the life of a page, as Chromium has it anyway */
export function loadLater(): Promise<Later> {
  if (coming === null) {
    coming = import('./chat-dialogs.js')
    // Why it is missing the browser itself says in the console.
    coming.then(become, () => become('missing'))
  }
  return coming
}

/** @returns null: they are still on their way, or missing */
export function useLater(): Later | null {
  const now = useSyncExternalStore(listen, () => state)
  return typeof now === 'string' ? null : now
}

/** Whether they will not come until the page is loaded anew. */
export function useIsLaterMissing(): boolean {
  return useSyncExternalStore(listen, () => state === 'missing')
}

function listen(changed: () => void): () => void {
  listeners.add(changed)
  void loadLater()
  return () => void listeners.delete(changed)
}

function become(next: typeof state): void {
  state = next
  for (const changed of listeners) changed()
}
