const WIDTH_MAX = 360
const HEIGHT_MAX = 260

/** How large an image stands among the messages: whole, and never larger than it is. */
export function thumbSize({ width, height }: { width: number; height: number }): {
  width: number
  height: number
} {
  const scale = Math.min(1, WIDTH_MAX / width, HEIGHT_MAX / height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
