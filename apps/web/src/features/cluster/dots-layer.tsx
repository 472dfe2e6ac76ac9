import { type RefObject, useLayoutEffect, useRef } from 'react'
import { type Dot, YOU } from './client-dots.js'
import { type Box, measureMarks, WAY_IN_MARK } from './map-marks.js'

const PITCH_PX = 13

/** The dots over the map, each moved by its style alone, so that a style sheet decides how it travels. */
export function DotsLayer({ dots, mapRef }: { dots: readonly Dot[]; mapRef: RefObject<HTMLElement | null> }) {
  const layer = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const map = mapRef.current
    if (map === null || layer.current === null) return
    const elements = layer.current
    const settle = () => settleDots(map, elements, dots)
    settle()
    const resizes = new ResizeObserver(settle)
    resizes.observe(map)
    return () => resizes.disconnect()
  }, [dots, mapRef])

  return (
    <div className="dots" ref={layer} aria-hidden="true">
      {dots.map(({ id, seat }) => (
        <i key={id} className={`dot ${id === YOU ? 'dot-you' : ''} ${seat === null ? 'dot-away' : ''}`} />
      ))}
    </div>
  )
}

function settleDots(map: HTMLElement, layer: HTMLElement, dots: readonly Dot[]): void {
  const boxes = measureMarks(map, 'data-mark')
  const taken = new Map<string, number>()
  for (const [index, { seat }] of dots.entries()) {
    const element = layer.children[index]
    const mark = seat ?? WAY_IN_MARK
    const box = boxes.get(mark)
    if (!(element instanceof HTMLElement) || box === undefined) continue
    const place = taken.get(mark) ?? 0
    taken.set(mark, place + 1)
    const { x, y } = placeIn(box, place)
    element.style.transform = `translate(${x}px, ${y}px)`
  }
}

/** Row by row from the top left. */
function placeIn({ x, y, width }: Box, place: number): { x: number; y: number } {
  const columns = Math.max(1, Math.floor(width / PITCH_PX))
  return { x: x + (place % columns) * PITCH_PX, y: y + Math.floor(place / columns) * PITCH_PX }
}
