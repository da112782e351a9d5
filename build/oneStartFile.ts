// One file for what every window loads: each further one costs every window a look at the disk.
import { basename } from 'node:path';

/** A file of a build. */
export interface BuiltFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * Puts chunks, which lie in `folder` beside the entry, into the entry's file. What is loaded later and shares them finds
 * them there, by files that lead back; in a process that the entry is not loaded in, such a file is the chunk itself.
 * All are CommonJS.
 */
export function oneStartFile(entry: BuiltFile, chunks: readonly BuiltFile[], folder: string): BuiltFile[] {
  const nameOf = ({ path }: BuiltFile): string => JSON.stringify(`./${folder}/${basename(path)}`);
  const bodies = chunks.map((chunk) => `${nameOf(chunk)}(module,exports,require){${chunk.text}\n}`);
  const text = `"use strict";
const inside={${bodies.join(',')}};
const made={};
const chunk=(name)=>{
let module=made[name];
if(module===undefined){made[name]=module={exports:{}};inside[name](module,module.exports,(id)=>near(id.replace(/^\\.\\//,"./${folder}/")));}
return module.exports;
};
const near=(id)=>Object.hasOwn(inside,id)?chunk(id):require(id);
((require)=>{${entry.text}
})(near);
module.exports.chunk=chunk;
`;
  const leadBack = chunks.map((part) => ({
    path: part.path,
    text: `const entry=require.cache[require.resolve(${JSON.stringify(`../${basename(entry.path)}`)})];
if(entry){module.exports=entry.exports.chunk(${nameOf(part)});}else{((require)=>{${part.text}
})(require);}
`,
  }));
  return [{ path: entry.path, text }, ...leadBack];
}
