/** Acts on each item, on at most `limit` at a time. */
export async function inParallel<T>(items: readonly T[], limit: number, act: (item: T) => Promise<void>) {
  const shared = items.values()
  const workThrough = async () => {
    for (const item of shared) await act(item)
  }
  await Promise.all(Array.from({ length: limit }, workThrough))
}
