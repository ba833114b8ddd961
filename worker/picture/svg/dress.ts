import type { Point } from '../layout/geometry.ts'
import { type Markup, title } from './markup.ts'

/** What is put around the parts of a picture, by the ids of its nodes and edges: nothing, or what a page needs. */
export interface Dress {
  /** With a heading, a legend and a style of its own; a page has its own. */
  readonly alone: boolean
  /** A part, and where it leads. */
  readonly linked: (id: string, drawn: Markup) => Markup
  /** What a part says when the pointer rests on it, of its name and all that is known. */
  readonly titled: (id: string, name: string, about: string) => Markup
  /** Stands first in a part, so that what follows can be coloured by it. */
  readonly toned: (id: string) => readonly Markup[]
  /** A sign at a point, over everything else there. */
  readonly marked: (id: string, at: Point) => readonly Markup[]
  /** A tunnel that has no line of its own, between the middles of its cards. */
  readonly quiet: (id: string, from: Point, to: Point) => readonly Markup[]
}

/** A picture that stands by itself. */
export const BARE: Dress = {
  alone: true,
  linked: (_, drawn) => drawn,
  titled: (_, __, about) => title(about),
  toned: () => [],
  marked: () => [],
  quiet: () => [],
}
