// Numbers as the map writes them: as many digits as say something.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const MIB = 1024 * 1024

export function countText(count: number): string {
  return whole.format(count)
}

/** Tenths only where they can be told from nothing. */
export function rateText(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? tenths.format(perSecond) : whole.format(perSecond)
}

export function mibText(bytes: number): string {
  return whole.format(bytes / MIB)
}

export function shareText(share: number): string {
  return whole.format(share * 100)
}

export function msText(ms: number): string {
  return `${ms < 100 ? tenths.format(ms) : whole.format(ms)} ms`
}

export function clientsText(count: number): string {
  return count === 1 ? '1 client' : `${countText(count)} clients`
}
