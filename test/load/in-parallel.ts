/** Does `act` for each of `items`, up to `limit` at a time. @throws what `act` throws first */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const shared = items.values()
  const workThrough = async () => {
    for (const item of shared) await act(item)
  }
  await Promise.all(Array.from({ length: limit }, workThrough))
}
