import { isIP } from 'node:net'

/** Whether Fastify takes this for a proxy to trust: an address, a CIDR range, or the name of some ranges. */
export function isProxyAddress(given: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(given)) return true
  const [address = '', length, ...more] = given.split('/')
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  const bits = length === undefined ? longest : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  return longest > 0 && bits <= longest && more.length === 0
}
