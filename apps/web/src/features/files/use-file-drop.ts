import { useEffect, useEffectEvent, useState } from 'react'
import { hasFiles } from './refuse-drops.js'

/**
 * Files that are dragged over the page, wherever; that the browser does nothing with them is seen to before (refuse-drops.ts).
 *
 * @param isTaken whether they may be dropped now
 * @returns whether there are some over it
 */
export function useFileDrop(isTaken: boolean, onDrop: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false)

  const onDrag = useEffectEvent((event: DragEvent) => {
    if (!hasFiles(event)) return
    const isFree = document.querySelector('dialog[open]') === null
    if (event.dataTransfer && isTaken && isFree) event.dataTransfer.dropEffect = 'copy'
    setOver(isFree)
  })
  const onLeave = useEffectEvent((event: DragEvent) => {
    // Out of the window, and not from one part of it to the next.
    if (event.relatedTarget === null) setOver(false)
  })
  const onDropped = useEffectEvent((event: DragEvent) => {
    if (!hasFiles(event)) return
    if (isOver && isTaken) onDrop([...(event.dataTransfer?.files ?? [])])
    setOver(false)
  })

  useEffect(() => {
    window.addEventListener('dragenter', onDrag)
    window.addEventListener('dragover', onDrag)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDropped)
    return () => {
      window.removeEventListener('dragenter', onDrag)
      window.removeEventListener('dragover', onDrag)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDropped)
    }
  }, [])

  return isOver
}
