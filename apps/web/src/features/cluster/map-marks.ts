// Places on the map that dots and lines are drawn to, found by a mark in the page since only the page knows where they
// are. A worker's mark is its seat.

export const WAY_IN_MARK = 'way-in'
export const REDIS_MARK = 'redis'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** All marked places by mark, measured from the top left of the map. */
export function measureMarks(map: HTMLElement, attribute: 'data-mark' | 'data-card'): Map<string, Box> {
  const origin = map.getBoundingClientRect()
  const boxes = new Map<string, Box>()
  for (const element of map.querySelectorAll(`[${attribute}]`)) {
    const { left, top, width, height } = element.getBoundingClientRect()
    const mark = element.getAttribute(attribute) ?? ''
    boxes.set(mark, { x: left - origin.left, y: top - origin.top, width, height })
  }
  return boxes
}
