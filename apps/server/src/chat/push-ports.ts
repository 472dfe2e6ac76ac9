// What the rules of pushed notifications need from the world. Implemented in redis/ and push/.

import type { PushNotice, SubscribePush, UserId } from '@hubbub/shared'
import type { Session } from './session-ports.js'

/** Where a device is reached, and what only it can read. */
export type PushAddress = SubscribePush

export interface PushDevice {
  address: PushAddress
  /** Of the page that asked for it. */
  session: Session
}

/** The devices of each user. Always true: an address is that of one user, and a user has PUSH_DEVICES_MAX at most, the newest. */
export interface PushDevices {
  add(device: PushDevice): Promise<void>
  of(userId: UserId): Promise<PushDevice[]>
  remove(userId: UserId, endpoints: readonly string[]): Promise<void>
  /** All of them, of a user who is no more. */
  forget(userId: UserId): Promise<void>
}

/** By which all nodes are known to push services (RFC 8292), in base64url. */
export interface PushKeyPair {
  publicKey: string
  privateKey: string
}

export interface PushKeys {
  /** @returns null: nobody has asked for any yet */
  read(): Promise<PushKeyPair | null>
  /** Keeps this pair unless there is one. @returns the one that is kept */
  keep(pair: PushKeyPair): Promise<PushKeyPair>
}

/** `gone`: the service says that there is no such device any more. */
export type PushOutcome = 'sent' | 'gone' | 'failed'

/** A push service as one server sees it. */
export interface PushService {
  /** The public key, the same on all nodes; made when first asked for. @returns null when the settings allow no pushes */
  key(): Promise<string | null>
  /** Whether anybody can have asked for pushes yet. */
  isUsed(): Promise<boolean>
  /** Whether the settings allow to send there. */
  mayReach(endpoint: string): boolean
  /** Never throws. */
  push(address: PushAddress, notice: PushNotice): Promise<PushOutcome>
}
