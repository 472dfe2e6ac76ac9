// M4: the one room again, through nginx in front of two nodes with a worker each.

import { inOneRoom } from './one-room.js'
import type { Workload } from './workload.js'

export const throughNginx: Workload = {
  name: 'm4',
  title: 'Through nginx',
  method: 'the one room again, through nginx (2 workers) in front of two nodes of one worker each',
  connections: 2 * inOneRoom.people,
  run: options => inOneRoom.run(options, { nodes: 2, isBehindNginx: true }),
}
