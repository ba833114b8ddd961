/** Keys and indices from the root of the merged document to a value; `placeOf` turns it into file, line, column. */
export type Path = readonly (string | number)[]
