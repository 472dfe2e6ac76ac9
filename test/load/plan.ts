// Who is in which room, and which process plays which client. Always true:
//  - connections of one account are in the same rooms, because the chat puts all connections of a user into all of the
//    user's rooms;
//  - every room has members, as even in number as the numbers allow, and they are spread over all processes.

export interface PlannedClient {
  /** Number in the whole run. */
  client: number
  account: number
}

export interface LoadPlan {
  /** For each account, the numbers of its rooms. */
  readonly roomsOfAccount: readonly (readonly number[])[]
  /** For each process, its clients. */
  readonly generators: readonly (readonly PlannedClient[])[]
  /** How many clients are in the room. */
  membersOf(room: number): number
}

export function planLoad(size: {
  clients: number
  accounts: number
  rooms: number
  generators: number
}): LoadPlan {
  const roomsOfAccount = Array.from({ length: size.accounts }, (_, account) =>
    size.accounts >= size.rooms ? [account % size.rooms] : multiplesFrom(account, size.accounts, size.rooms),
  )
  // A stretch of this length has one client of each room.
  const stretch = Math.min(size.rooms, Math.ceil(size.clients / size.generators))
  const generators: PlannedClient[][] = Array.from({ length: size.generators }, () => [])
  const members = new Map<number, number>()
  for (let client = 0; client < size.clients; client += 1) {
    const account = client % size.accounts
    generators[Math.floor(client / stretch) % size.generators]?.push({ client, account })
    for (const room of roomsOfAccount[account] ?? []) members.set(room, (members.get(room) ?? 0) + 1)
  }
  return { roomsOfAccount, generators, membersOf: room => members.get(room) ?? 0 }
}

function multiplesFrom(first: number, step: number, below: number): number[] {
  return Array.from({ length: Math.ceil((below - first) / step) }, (_, index) => first + index * step)
}
