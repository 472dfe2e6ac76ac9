// Every fault there is, in the order in which a full run has them.

import type { Fault } from './fault.js'
import { crashLoop, workerKill, workerStall, workerStop } from './workers.js'

export const FAULTS: readonly Fault[] = [workerKill, workerStall, workerStop, crashLoop]
