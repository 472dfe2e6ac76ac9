/** A hidden page gets no frames, and its title counts on. Milliseconds. */
const WITHOUT_FRAMES_MS = 250

export interface PerFrame {
  call(): void
  cancel(): void
}

/**
 * Calls `paint` at once, and after that at most once per frame of the browser: a page that needs longer for a message
 * than the next one takes to come paints several together, and keeps up.
 */
export function perFrame(paint: () => void): PerFrame {
  let isDue = false
  let pause: { frame: number; timer: ReturnType<typeof setTimeout> } | null = null

  function cancel() {
    if (pause === null) return
    cancelAnimationFrame(pause.frame)
    clearTimeout(pause.timer)
    pause = null
  }

  function run() {
    isDue = false
    pause = { frame: requestAnimationFrame(goOn), timer: setTimeout(goOn, WITHOUT_FRAMES_MS) }
    paint()
  }

  function goOn() {
    cancel()
    if (isDue) run()
  }

  return {
    call() {
      if (pause === null) run()
      else isDue = true
    },
    cancel,
  }
}
