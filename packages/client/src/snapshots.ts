// What a view layer needs of a store: a snapshot that stays the same object until something changes, made only when
// somebody looks, and one call of each listener for all changes of one turn.

export interface Snapshots<State> {
  current(): State
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void
  changed(): void
}

export function createSnapshots<State extends object>(make: () => State): Snapshots<State> {
  const listeners = new Set<() => void>()
  let snapshot: State | null = null
  let isNotifying = false

  function notify() {
    isNotifying = false
    for (const listener of [...listeners]) listener()
  }

  return {
    current() {
      snapshot ??= make()
      return snapshot
    },
    subscribe(listener) {
      // A wrapper of its own, so that one listener subscribed twice is also ended twice.
      const entry = () => listener()
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    changed() {
      snapshot = null
      if (isNotifying) return
      isNotifying = true
      queueMicrotask(notify)
    },
  }
}
