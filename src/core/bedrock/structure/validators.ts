import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';

/*
 * A module of its own, for what is loaded when the first answer is checked. Imported by names here: of a CommonJS package
 * that is loaded by a dynamic import, the bundles have the default export alone.
 */

/** A validator by the draft that a schema names, else by the newest. */
export function newValidator(draft: unknown, options: Options): Pick<Ajv, 'compile'> {
  const name = typeof draft === 'string' ? draft : '';
  if (/draft-0[67]/.test(name)) {
    return new Ajv(options);
  }
  return name.includes('2019-09') ? new Ajv2019(options) : new Ajv2020(options);
}
