import * as v from 'valibot';
import { entryOf } from '../../util/entryOf';
import catalog from './catalog.json';
import { catalogFileSchema, type CatalogFile, type ModelFigures } from './modelFigures';

let read: CatalogFile | undefined;
let byName: ReadonlyMap<string, ModelFigures> | undefined;

/** The catalog that comes with the extension; read when it is first asked for. */
export function shippedCatalog(): CatalogFile {
  read ??= v.parse(catalogFileSchema, catalog);
  return read;
}

/** What the shipped catalog says of a model, by its id without a geography. */
export function shippedFigures(modelId: string): ModelFigures | undefined {
  return entryOf(shippedCatalog().models, modelId);
}

/**
 * The same of a model whose id is written in another way: with another revision (`-v2:0`), without one, or as the
 * OpenAI-compatible APIs have it (`-instruct`). Its limits are the same; of its price nobody can say so.
 */
export function figuresLike(modelId: string): ModelFigures | undefined {
  byName ??= new Map(Object.entries(shippedCatalog().models).map(([id, entry]) => [bareName(id), entry]));
  return shippedFigures(modelId) ?? byName.get(bareName(modelId));
}

/** An id without its revision, its length of the context and the word that it follows instructions. */
function bareName(modelId: string): string {
  return modelId.replace(/(-v\d{1,9}|-v?\d{1,9}:\d{1,9}(:\w{1,9})?)$/, '').replace(/-(instruct|it)$/, '');
}
