/** @returns what does the work, one at a time: once more after it when it is called meanwhile, however often */
export function onceMore(work: () => Promise<void>): () => Promise<void> {
  let isUnderWay = false
  let isWanted = false
  return async () => {
    isWanted = true
    if (isUnderWay) return
    isUnderWay = true
    try {
      while (isWanted) {
        isWanted = false
        await work()
      }
    } finally {
      isUnderWay = false
    }
  }
}
