// Addresses: those of this machine that connections come from, and those that a server may be reached at.

import { BlockList, isIP } from 'node:net'

/** Enough for 7 million connections to one port; more would only take memory. */
const ADDRESSES_MAX = 256

/**
 * The addresses of an IPv4 range, without its first and last one, or one address of either kind.
 *
 * @returns null when `range` is neither
 */
export function addressesOf(range: string): string[] | null {
  if (isIP(range) !== 0) return [range]
  const [address = '', bits = '', ...more] = range.split('/')
  if (isIP(address) !== 4 || !/^\d+$/.test(bits) || more.length > 0) return null
  const prefix = Number(bits)
  if (prefix < 8 || prefix > 30) return null

  const size = 2 ** (32 - prefix)
  const first = Math.floor(toNumber(address) / size) * size
  const count = Math.min(size - 2, ADDRESSES_MAX)
  return Array.from({ length: count }, (_, index) => toAddress(first + 1 + index))
}

const FORWARDED_FIRST = toNumber('198.18.0.1')
const FORWARDED_SIZE = 2 ** 17 - 2

/** The n-th address of the range that is set aside for measurements (RFC 2544). */
export function forwardedAddress(n: number): string {
  return toAddress(FORWARDED_FIRST + (n % FORWARDED_SIZE))
}

const own = new BlockList()
own.addSubnet('127.0.0.0', 8)
own.addSubnet('10.0.0.0', 8)
own.addSubnet('172.16.0.0', 12)
own.addSubnet('192.168.0.0', 16)
own.addSubnet('169.254.0.0', 16)
own.addAddress('::1', 'ipv6')
own.addSubnet('fc00::', 7, 'ipv6')
own.addSubnet('fe80::', 10, 'ipv6')

/** Whether it is an address of this machine or of a private network. */
export function isPrivateAddress(address: string): boolean {
  return own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(number / 2 ** shift) % 256).join('.')
}
