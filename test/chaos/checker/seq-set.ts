// A set of seqs that mostly follow one another, as a few stretches: what a client was sent of one room.

export interface SeqSet {
  /** @returns whether it is new */
  add(seq: number): boolean
  has(seq: number): boolean
}

interface Stretch {
  from: number
  to: number
}

export function createSeqSet(): SeqSet {
  /** In ascending order, none touching another. */
  const stretches: Stretch[] = []

  /** The last stretch that begins at `seq` or before. */
  function indexBefore(seq: number): number {
    let [low, high] = [0, stretches.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((stretches[middle]?.from ?? 0) <= seq) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  return {
    add(seq) {
      const index = indexBefore(seq)
      const before = stretches[index]
      if (before && seq <= before.to) return false
      const after = stretches[index + 1]
      const touchesBefore = before?.to === seq - 1
      const touchesAfter = after?.from === seq + 1
      if (before && touchesBefore && after && touchesAfter) {
        before.to = after.to
        stretches.splice(index + 1, 1)
      } else if (before && touchesBefore) before.to = seq
      else if (after && touchesAfter) after.from = seq
      else stretches.splice(index + 1, 0, { from: seq, to: seq })
      return true
    },
    has(seq) {
      const before = stretches[indexBefore(seq)]
      return before !== undefined && seq <= before.to
    },
  }
}
