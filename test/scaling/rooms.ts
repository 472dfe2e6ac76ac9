// How the members of a room spread over workers that take connections evenly, whatever room they are for.

/** Expected number of workers with somebody of a room: each member is on any of the workers alike. */
export function expectedSubscribedWorkers(workers: number, members: number): number {
  return workers * -Math.expm1(members * Math.log1p(-1 / workers))
}

/** The same by trying: `rooms` rooms, one after another. @param random 0 ≤ x < 1 */
export function simulatedSubscribedWorkers(
  workers: number,
  members: number,
  rooms: number,
  random: () => number,
): number {
  let subscribed = 0
  for (let room = 0; room < rooms; room += 1) {
    const hosts = new Set<number>()
    for (let member = 0; member < members; member += 1) hosts.add(Math.floor(random() * workers))
    subscribed += hosts.size
  }
  return subscribed / rooms
}
