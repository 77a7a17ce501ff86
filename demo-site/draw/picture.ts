import { hex } from '../products/palette.ts'
import type { Product } from '../products/product.ts'
import { drawBackpack } from './backpacks.ts'
import { drawBeanie } from './beanies.ts'
import { drawCap } from './caps.ts'
import { drawDeskLamp } from './desk-lamps.ts'
import { drawDown } from './down.ts'
import { drawFloorLamp } from './floor-lamps.ts'
import { drawFoliage } from './foliage.ts'
import { drawRain } from './rain.ts'
import { drawRuled } from './ruled.ts'
import { type Brush, HEIGHT, room, WIDTH, wallFor } from './scene.ts'
import { drawShoe } from './shoes.ts'
import { drawSketch } from './sketch.ts'
import { drawStoneware } from './stoneware.ts'
import { drawSucculent } from './succulents.ts'
import { sheet } from './svg.ts'
import { drawTote } from './totes.ts'
import { drawTravel } from './travel.ts'

const HANDS: Record<string, (brush: Brush) => string> = {
  'shoes/trail': drawShoe,
  'shoes/city': drawShoe,
  'bags/backpacks': drawBackpack,
  'bags/totes': drawTote,
  'hats/caps': drawCap,
  'hats/beanies': drawBeanie,
  'jackets/rain': drawRain,
  'jackets/down': drawDown,
  'mugs/travel': drawTravel,
  'mugs/stoneware': drawStoneware,
  'lamps/desk': drawDeskLamp,
  'lamps/floor': drawFloorLamp,
  'plants/succulents': drawSucculent,
  'plants/foliage': drawFoliage,
  'notebooks/ruled': drawRuled,
  'notebooks/sketch': drawSketch,
}

/** The product's picture, one SVG document of 400 × 500; the same product gives the same bytes. */
export function picture(one: Product): string {
  const on = sheet(WIDTH, HEIGHT)
  const [main, accent] = [hex(one.look.main), hex(one.look.accent)]
  const wall = wallFor(main, accent)
  const hand = HANDS[one.category]
  if (!hand) throw new Error(`nobody draws ${one.category}`)
  const thing = hand({ on, main, accent, shape: one.look.shape, detail: one.look.detail ?? '' })
  return on.print(room(on, wall, one.plate), thing)
}
