import { storedType } from './conversions.ts';
import { schemaName } from './modules.ts';
import { type Shape, shape } from './shape.ts';
import type { ServedType } from './types.ts';

/** The shape in which the type is served. */
export function shapeOf(type: ServedType): Shape {
  return shape(schemaName(type));
}

/** The shape in which objects of the type are stored. */
export function storedShape(type: ServedType): Shape {
  return shapeOf(storedType(type));
}
