// Clients as dots that keep their identity from one status to the next. The server tells how many clients a worker has,
// not which: a dot that must leave its worker is the first to be given a free place on another one. Always true:
//  - a worker has as many dots as it has clients, at the scale of the map;
//  - the reader's own dot is one of them, on the worker that serves the page.

export interface Dot {
  readonly id: number
  /** The worker it is on, as `seatOf` names it; null: on its way from one to another. */
  readonly seat: string | null
  /** For how many statuses it has been on its way. */
  readonly waited: number
}

/** The reader's own. */
export const YOU = 0
const DOTS_PER_WORKER_MAX = 40
const SCALES = [1, 10, 100, 1_000, 10_000]
/** Whoever has not come back by then has gone. */
const WAITS_MAX = 6

/** How many clients one dot stands for. */
export function scaleOf(clients: Iterable<number>): number {
  const most = Math.max(0, ...clients)
  return SCALES.find(scale => most / scale <= DOTS_PER_WORKER_MAX) ?? Math.ceil(most / DOTS_PER_WORKER_MAX)
}

/**
 * @param wanted how many dots each seat has now
 * @param own the seat of the reader; null while the page is not connected
 */
export function moveDots(
  before: readonly Dot[],
  wanted: ReadonlyMap<string, number>,
  own: string | null,
): readonly Dot[] {
  const free = new Map(wanted)
  const take = (seat: string | null): seat is string => {
    const left = seat === null ? 0 : (free.get(seat) ?? 0)
    if (seat === null || left <= 0) return false
    free.set(seat, left - 1)
    return true
  }

  // The others are counted without the reader, whose own worker counts the reader among its clients.
  if (own !== null) take(own)
  const you: Dot = { id: YOU, seat: own !== null && wanted.has(own) ? own : null, waited: 0 }
  const others = before.filter(({ id }) => id !== YOU)
  const staying = others.filter(({ seat }) => take(seat))
  const stays = new Set(staying)
  const homeless = others.filter(dot => !stays.has(dot))

  const placed: Dot[] = []
  let lastId = Math.max(YOU, ...others.map(({ id }) => id))
  for (const seat of free.keys()) {
    while (take(seat)) {
      const moved = homeless.shift()
      if (moved === undefined) lastId += 1
      placed.push({ id: moved?.id ?? lastId, seat, waited: 0 })
    }
  }
  const onTheWay = homeless
    .map(({ id, waited }) => ({ id, seat: null, waited: waited + 1 }))
    .filter(({ waited }) => waited <= WAITS_MAX)
  return [you, ...staying, ...placed, ...onTheWay].sort((one, other) => one.id - other.id)
}
