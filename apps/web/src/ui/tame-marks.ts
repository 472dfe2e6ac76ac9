const MARKS_PER_BASE = 8

/** Drops combining marks beyond the eighth on one letter, which would otherwise pile up over other lines. */
export function tameMarks(text: string): string {
  return text.replace(new RegExp(`(\\p{M}{${MARKS_PER_BASE}})\\p{M}+`, 'gu'), '$1')
}
