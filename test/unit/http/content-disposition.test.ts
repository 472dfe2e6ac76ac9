import { expect, test } from 'vitest'
import { contentDisposition } from '../../../apps/server/src/http/content-disposition.js'

test('[F3] a name is told whole, and to the oldest readers as far as ASCII goes, and never ends its quotes', () => {
  expect(contentDisposition('inline', 'photo.png')).toBe(
    `inline; filename="photo.png"; filename*=UTF-8''photo.png`,
  )
  expect(contentDisposition('attachment', 'naïve "100%" \\ plan.txt')).toBe(
    `attachment; filename="na_ve _100__ _ plan.txt"; filename*=UTF-8''na%C3%AFve%20%22100%25%22%20%5C%20plan.txt`,
  )
  expect(contentDisposition('inline', "写真 (it's).jpg")).toBe(
    `inline; filename="__ (it's).jpg"; filename*=UTF-8''%E5%86%99%E7%9C%9F%20%28it%27s%29.jpg`,
  )
})
