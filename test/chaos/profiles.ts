// How large a run is: who takes part, which faults, how long it is quiet afterwards.

import type { RoleName } from './workload/crew-messages.js'

export type ProfileName = 'short' | 'normal' | 'full' | 'soak'

export interface Profile {
  rooms: number
  messagesPerS: number
  size: Readonly<Record<Exclude<RoleName, 'fresh'>, number>>
  /** Fresh readers of every room at the end, one after another. */
  fresh: number
  /** Ids of faults in the order in which they come; null: all there are. */
  faults: readonly string[] | null
  /** Between a fault and the next. */
  restMs: readonly [least: number, most: number]
  quietMs: number
}

const WORST = [
  'worker-kill',
  'redis-kill',
  'channels-cut',
  'machine-loss',
  'worker-stop',
  'rolling-reload',
  'node-split',
  'nginx-kill',
]

const NORMAL: Profile = {
  rooms: 8,
  messagesPerS: 8,
  size: { writers: 16, readers: 32, churners: 12, newcomers: 2, tabs: 4, leavers: 2, troublemakers: 2 },
  fresh: 1,
  faults: WORST,
  restMs: [4_000, 6_000],
  quietMs: 20_000,
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  short: {
    ...NORMAL,
    size: { writers: 8, readers: 16, churners: 8, newcomers: 1, tabs: 2, leavers: 1, troublemakers: 1 },
    faults: ['worker-kill', 'redis-kill', 'channels-cut', 'rolling-reload'],
    restMs: [3_500, 4_500],
    quietMs: 6_000,
  },
  normal: NORMAL,
  full: { ...NORMAL, faults: null, quietMs: 30_000 },
  soak: { ...NORMAL, messagesPerS: 4 },
}

/** Where what was written last may be lost, who signs in at that very moment loses the session with it. */
export function withoutSignIns(profile: Profile): Profile {
  return { ...profile, size: { ...profile.size, newcomers: 0, leavers: 0, troublemakers: 0 } }
}
