/** What the work comes to. @throws what `late` makes, when that takes longer than `withinMs`: it goes on, unheard */
export async function inTime<Value>(
  work: Promise<Value>,
  withinMs: number,
  late: () => Error,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), withinMs)
  })
  try {
    return await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
