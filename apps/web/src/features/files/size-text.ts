const UNITS = ['KB', 'MB', 'GB'] as const

/** The size of a file, as short as people say it. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  let size = bytes
  let unit: string = 'bytes'
  for (const larger of UNITS) {
    if (size < 999.5) break
    size /= 1_024
    unit = larger
  }
  const shown =
    size < 9.95 && unit !== 'KB' ? size.toFixed(1).replace(/\.0$/, '') : String(Math.max(1, Math.round(size)))
  return `${shown} ${unit}`
}
